#!/bin/sh
# Makes the program with static probes that tests attach to. Its bytes are kept, so that the tests need no compiler.
set -e
cd "$(dirname "$0")"
gcc -O2 -fno-stack-protector -fno-asynchronous-unwind-tables -ffreestanding -nostdlib -static-pie -fpie -Wl,--build-id=none -Wl,-z,noseparate-code -s \
    -o target.x86_64 target.c
