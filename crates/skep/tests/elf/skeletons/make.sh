#!/bin/sh
# Makes the modules beside it again, each by the command that its first line names.
set -eu
cd "$(dirname "$0")"
for module in *.rs; do
	arguments="$(sed -n '1s/.* Made by `skep gen \([^`]*\)`.*/\1/p' "$module")"
	# The arguments are words without spaces.
	cargo run -q -p skep-cli -- gen "../../../../skep-object/testdata/${arguments%% *}" $(echo "$arguments " | cut -d ' ' -f 2-) -o "$module"
done
