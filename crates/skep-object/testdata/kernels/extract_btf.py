#!/usr/bin/env python3
"""Writes the BTF that is in a kernel image: extract_btf.py IMAGE OUT.

The image is an ELF file, a plain memory image, or something that unpacks one (vmlinuz), whose payload is looked for by
the first bytes of what gzip, xz, zstd and lz4 write. The BTF is found by its header, in either byte order. Needs the
commands xz, zstd and lz4."""

import struct
import subprocess
import sys
import zlib

MAGICS = [
    (b"\x1f\x8b\x08", "gzip"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x02\x21\x4c\x18", "lz4"),
]
SMALLEST = 1 << 20


def btf_in(data):
    """The largest BTF in the bytes: magic, version 1, no flags, a header of 24 bytes, two sections that follow it."""
    best = b""
    for order, magic in (("<", b"\x9f\xeb\x01\x00"), (">", b"\xeb\x9f\x01\x00")):
        at = data.find(magic)
        while at >= 0:
            if at + 24 <= len(data):
                length, types, types_size, strings, strings_size = struct.unpack_from(order + "5I", data, at + 4)
                size = length + strings + strings_size
                plausible = length == 24 and types == 0 and types_size == strings and at + size <= len(data)
                if plausible and size > max(len(best), SMALLEST):
                    best = data[at : at + size]
            at = data.find(magic, at + 1)
    return best


def unpacked(data, kind):
    if kind == "gzip":
        try:
            return zlib.decompressobj(31).decompress(data)
        except zlib.error:
            return b""
    # What follows the payload makes them complain after they have written it.
    command = {"xz": ["xz", "-dc", "--single-stream"], "zstd": ["zstd", "-dcq"], "lz4": ["lz4", "-dcq"]}[kind]
    return subprocess.run(command, input=data, capture_output=True, check=False).stdout


def main():
    image, out = sys.argv[1:]
    data = open(image, "rb").read()
    found = btf_in(data)
    for magic, kind in MAGICS:
        at = data.find(magic)
        while at >= 0 and not found:
            found = btf_in(unpacked(data[at:], kind))
            at = data.find(magic, at + 1)
    if not found:
        sys.exit(f"{image}: no BTF found")
    open(out, "wb").write(found)
    print(f"{image}: BTF of {len(found)} bytes")


main()
