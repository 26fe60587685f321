#!/bin/sh
# Rebuilds the objects of the sources in Rust, with a nightly toolchain that has its sources (rust-src) and bpf-linker
# (`cargo install bpf-linker`, with the feature of the LLVM that is there).
set -eu
cd "$(dirname "$0")"
project="$(mktemp -d)"
trap 'rm -rf -- "$project"' EXIT
cat >"$project/Cargo.toml" <<-MANIFEST
	[package]
	name = "linker"
	edition = "2024"
	[[bin]]
	name = "linker"
	path = "linker.bpf.rs"
	[profile.release]
	debug = 2
	lto = true
	panic = "abort"
	codegen-units = 1
MANIFEST
cp linker.bpf.rs "$project"
build() {
	target="$1" object="$2"
	(cd "$project" && CARGO_TARGET_DIR="$project/target" \
		CARGO_ENCODED_RUSTFLAGS="$(printf '%s\037' -Clinker=bpf-linker -Clink-arg=--btf -Cdebuginfo=2)--remap-path-prefix=$project=." \
		rustup run nightly cargo build --quiet --release -Zbuild-std=core --target "$target")
	cp "$project/target/$target/release/linker" "$object"
}
build bpfel-unknown-none linker.bpf_linker.o
build bpfeb-unknown-none linker.bpf_linker.be.o
