#!/bin/sh
# Rebuilds the objects beside the sources, with Debian's clang-14, clang-19, llvm-19 and bpftool.
set -eu
cd "$(dirname "$0")"
for version in 14 19; do
	for source in *.bpf.c; do
		name="${source%.bpf.c}"
		"clang-$version" -target bpfel -mcpu=v3 -O2 -g -Wall -fdebug-prefix-map="$PWD"=. -c "$source" -o "$name.clang$version.o"
	done
done
clang-19 -target bpfeb -mcpu=v3 -O2 -g -Wall -fdebug-prefix-map="$PWD"=. -c functions.bpf.c -o functions.clang19.be.o
clang-19 -target bpfeb -mcpu=v3 -O2 -g -Wall -fdebug-prefix-map="$PWD"=. -c globals.bpf.c -o globals.clang19.be.o
# Without any types.
clang-19 -target bpfel -mcpu=v3 -O2 -Wall -c globals.bpf.c -o globals.bare.o
# What an object is without what only debuggers need.
if command -v llvm-strip-19 >/dev/null; then
	for object in *.o; do
		llvm-strip-19 --strip-debug "$object"
	done
fi
# Several objects as one.
bpftool gen object linked.bpftool.o functions.clang19.o nested.clang19.o refused.clang19.o
