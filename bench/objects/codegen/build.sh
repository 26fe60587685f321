#!/bin/sh
# Rebuilds the objects beside their sources, with Debian's clang-19, llvm-19, bpftool and libbpf-dev.
set -eu
cd "$(dirname "$0")"
headers="$(mktemp -d)"
trap 'rm -r "$headers"' EXIT
bpftool btf dump file /sys/kernel/btf/vmlinux format c > "$headers/vmlinux.h"
for source in *.bpf.c; do
	object="${source%.bpf.c}.o"
	clang-19 -target bpfel -mcpu=v3 -O2 -g -D__TARGET_ARCH_x86 -I"$headers" -fdebug-prefix-map="$PWD"=. -c "$source" -o "$object"
	llvm-strip-19 --strip-debug "$object"
done
