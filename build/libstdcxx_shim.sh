#!/usr/bin/env bash
# libstdcxx_shim.sh REAL FOLDER: makes FOLDER/libstdc++.so.6 for a system whose own libstdc++, REAL, is older than TorchSharp's
# native library asks for (Debian 12, Ubuntu 22.04). Needs gcc and objdump; changes nothing outside FOLDER.
#
# All that is missing there is the symbol version GLIBCXX_3.4.32 with one function, which may be empty: it initialises the
# standard streams, and an older libstdc++ does that by itself. So the shim has the SONAME of the library, declares every
# version of it (the dynamic loader checks versions against the first library of that name) and the two newer ones, and takes
# every function but that one from REAL through a DT_NEEDED entry by absolute path. FOLDER goes first in LD_LIBRARY_PATH.
set -euo pipefail

real=$1
mkdir -p "$2"
work=$(mktemp -d "$2/build.XXXXXX")
trap 'rm -rf "$work"' EXIT

versions=$(objdump -p "$real" | awk '
    /^Version definitions:/ { on = 1; next }
    /^$|^Version References:/ { on = 0 }
    on && NF == 4 && $4 !~ /\.so/ { print $4 " { };" }')
{
    printf '%s\n' "$versions" 'GLIBCXX_3.4.31 { };' | sort -u
    echo 'GLIBCXX_3.4.32 { global: _ZSt21ios_base_library_initv; };'
} >"$work/versions"
echo 'void _ZSt21ios_base_library_initv(void) {}' >"$work/shim.c"

# The linker records the SONAME of what it links with: an empty library that bears REAL's path gives the DT_NEEDED entry.
gcc -shared -nostdlib -x c /dev/null -Wl,-soname,"$real" -o "$work/stand-in.so"
gcc -shared -fPIC -nostdlib "$work/shim.c" -Wl,-soname,libstdc++.so.6 -Wl,--version-script="$work/versions" \
    -Wl,--no-as-needed "$work/stand-in.so" -o "$work/libstdc++.so.6"

complaint=$(LD_LIBRARY_PATH="$work" LD_PRELOAD=libstdc++.so.6 LC_ALL=C bash -c true 2>&1) # reports what it cannot load
if [ -n "$complaint" ]; then
    echo "$complaint" >&2
    exit 1
fi
mv -f "$work/libstdc++.so.6" "$2/libstdc++.so.6" # at once: another process may be starting with the folder in its path
