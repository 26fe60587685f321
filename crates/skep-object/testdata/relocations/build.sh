#!/bin/sh
# Rebuilds the objects beside their sources, with Debian's clang 19.
set -eu
cd "$(dirname "$0")"
for source in *.c; do
    clang-19 -target bpf -mcpu=v3 -O2 -g -fdebug-compilation-dir=. -c "$source" -o "${source%.c}.o"
done
for source in program kernel widths versions several widths_kernel; do
    clang-19 -target bpf -mcpu=v4 -O2 -g -fdebug-compilation-dir=. -c "$source.c" -o "$source.v4.o"
done
