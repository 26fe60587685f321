#!/bin/sh
# Rebuilds the objects beside their sources, with Debian's clang-19 and llvm-19.
set -eu
cd "$(dirname "$0")"
for source in *.bpf.c; do
	object="${source%.bpf.c}.o"
	clang-19 -target bpfel -mcpu=v3 -O2 -g -Wall -fdebug-prefix-map="$PWD"=. -c "$source" -o "$object"
	# What an object is without what only debuggers need.
	if command -v llvm-strip-19 >/dev/null; then
		llvm-strip-19 --strip-debug "$object"
	fi
done
