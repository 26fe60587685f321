#!/bin/sh
# Makes the slices of kernels' types beside this file again: build.sh WORKDIR. It downloads Debian's kernel packages into
# WORKDIR (about 400 MB; what is there is not downloaded again), takes the BTF out of each kernel and cuts it down to what
# the objects of the tests need. Needs Debian's apt and key ring, dpkg-deb, python3, xz, zstd, lz4 and cargo.
#
# Packages go away as newer ones come: of those that match, the newest that can be downloaded is taken, and kernels.tsv says
# which it was. With other packages, the tables in the tests change.
set -eu
work=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")"
key=/usr/share/keyrings/debian-archive-keyring.gpg
# The mirrors that this machine's apt uses.
mirror=$(apt-get indextargets --format '$(SITE)' | sed 's|/$||' | grep '/debian$' | sort -u | head -n 1)
security=$(apt-get indextargets --format '$(SITE)' | sed 's|/$||' | grep '/debian-security$' | sort -u | head -n 1)

# An apt of its own for each suite and architecture, so that the system's is left alone.
# deb SUITE ARCHITECTURE PATTERN: prints the path of the package.
deb() {
	root="$work/$1-$2"
	mkdir -p "$root/lists/partial" "$root/cache/archives/partial" "$root/deb"
	touch "$root/status"
	if ! ls "$root"/deb/*.deb >/dev/null 2>&1; then
		echo "deb [signed-by=$key] $mirror $1 main" >"$root/sources.list"
		if [ "$1" = bullseye ]; then
			echo "deb [signed-by=$key] $security bullseye-security main" >>"$root/sources.list"
		fi
		cat >"$root/apt.conf" <<-CONF
			Dir::Etc::sourcelist "$root/sources.list"; Dir::Etc::sourceparts "-"; Dir::Etc::preferencesparts "-";
			Dir::State::lists "$root/lists"; Dir::State::status "$root/status"; Dir::Cache "$root/cache";
			APT::Architecture "$2"; APT::Architectures { "$2"; }; Acquire::Languages "none"; APT::Sandbox::User "root";
		CONF
		apt-get -q -c "$root/apt.conf" update >&2
		for package in $(apt-cache -c "$root/apt.conf" search --names-only "$3" | cut -d' ' -f1 | sort -rV); do
			(cd "$root/deb" && apt-get -q -c "$root/apt.conf" download "$package" >&2) && break
		done
	fi
	ls "$root"/deb/*.deb
}

# The objects whose relocations the slices answer.
objects=$(ls ../relocations/program*.o ../relocations/kernel*.o ../relocations/widths*.o ../relocations/versions*.o \
	../relocations/several*.o ../relocations/ambiguous*.o ../core.clang*.o)

# slice NAME SUITE ARCHITECTURE PATTERN
slice() {
	file=$(deb "$2" "$3" "$4")
	kernel="$work/$2-$3/kernel"
	mkdir -p "$kernel"
	dpkg-deb --fsys-tarfile "$file" | tar -x -C "$kernel" --wildcards './*vmlinu*'
	image=$(find "$kernel" -type f -name 'vmlinu*' | head -n 1)
	python3 extract_btf.py "$image" "$work/$1.btf" >&2
	# shellcheck disable=SC2086
	cargo run -q -p skep-cli -- btf min "$work/$1.btf" "$1.btf" $objects >&2
	printf '%s\t%s\t%s\t%s\t%s\n' "$1.btf" "$(dpkg-deb -f "$file" Package)" "$(dpkg-deb -f "$file" Version)" "$3" \
		"$(wc -c <"$work/$1.btf")" >>kernels.tsv
}

printf 'slice\tpackage\tversion\tarchitecture\tbytes of the whole BTF\n' >kernels.tsv
slice linux-5.10-amd64 bullseye amd64 '^linux-image-5.10.*-cloud-amd64-unsigned$'
slice linux-6.1-amd64 bookworm amd64 '^linux-image-6.1.*-cloud-amd64-unsigned$'
slice linux-6.12-amd64 trixie amd64 '^linux-image-6.12.*-cloud-amd64-unsigned$'
slice linux-6.12-arm64 trixie arm64 '^linux-image-6.12.*-cloud-arm64-unsigned$'
slice linux-6.12-ppc64el trixie ppc64el '^linux-image-6.12.*-powerpc64le$'
slice linux-6.12-riscv64 trixie riscv64 '^linux-image-6.12.*-riscv64$'
slice linux-6.12-s390x trixie s390x '^linux-image-6.12.*-s390x$'
slice linux-7.2-amd64 sid amd64 '^linux-binary-7.2.*-cloud-amd64$'
