#!/bin/sh
# Rebuilds the objects beside the sources in C, with Debian's clang-14, clang-19, llvm-19 and bpftool. (Those of sources in Rust:
# build_rust.sh.)
set -eu
cd "$(dirname "$0")"
rm -f -- *.clang*.o *.bare.o *.bpftool.o
build() {
	compiler="clang-$1" target="$2" cpu="$3" source="$4.bpf.c" object="$5"
	"$compiler" -target "$target" "-mcpu=$cpu" -O2 -g -Wall -fdebug-prefix-map="$PWD"=. -c "$source" -o "$object"
}
for source in *.bpf.c; do
	name="${source%.bpf.c}"
	[ "$name" = isa4 ] && continue
	build 14 bpfel v3 "$name" "$name.clang14.o"
	build 19 bpfel v3 "$name" "$name.clang19.o"
	build 19 bpfeb v3 "$name" "$name.clang19.be.o"
done
# The first and the last version of the instructions.
build 14 bpfel v1 counter counter.v1.clang14.o
build 19 bpfel v1 functions functions.v1.clang19.o
build 19 bpfel v4 isa4 isa4.clang19.o
build 19 bpfeb v4 isa4 isa4.clang19.be.o
# Without any types.
clang-19 -target bpfel -mcpu=v3 -O2 -Wall -c globals.bpf.c -o globals.bare.o
clang-19 -target bpfeb -mcpu=v3 -O2 -g -Wall -fdebug-prefix-map="$PWD"=. -c newer.bpf.c -o newer.clang19.be.o
# What an object is without what only debuggers need.
if command -v llvm-strip-19 >/dev/null; then
	for object in *.clang*.o; do
		llvm-strip-19 --strip-debug "$object"
	done
fi
# Several objects as one.
bpftool gen object linked.bpftool.o functions.clang19.o nested.clang19.o refused.clang19.o
bpftool gen object link.bpftool.o link_library.clang19.o link_choice.clang19.o link_main.clang19.o
