#!/bin/sh
# Builds the libtorch peer from Debian's packages: build.sh OUTPUT. Exits with 3, and says what to install, where a package is missing.
set -eu
here=${0%/*}
output=$1
wanted="apt-get install -y --no-install-recommends g++ libtorch-dev libopenblas-dev"
command -v g++ >/dev/null 2>&1 || { echo "g++ is missing: $wanted" >&2; exit 3; }
torch=/usr/include
[ -e "$torch/torch/csrc/api/include/torch/torch.h" ] || { echo "libtorch is missing: $wanted" >&2; exit 3; }
if [ "$output" -nt "$here/peer.cpp" ] && [ "$output" -nt "$here/models.h" ] && [ "$output" -nt "$here/build.sh" ]; then exit 0; fi
mkdir -p "$(dirname "$output")"
g++ -std=c++17 -O2 -I "$torch/torch/csrc/api/include" "$here/peer.cpp" -o "$output.partial" -ltorch -ltorch_cpu -lc10
mv "$output.partial" "$output"
