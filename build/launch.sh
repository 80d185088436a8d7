# shellcheck shell=bash
# What ./bfn and ./test.sh share. Sourced; expects $root (the repository). Written for bash 3.2 as well, the one of macOS.

: "${root:?the repository}"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Torch's threads wait asleep: spinning, they take the processor from whatever else runs, and training four times as long beside a build.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}"

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# locked COMMAND...: one process at a time for this repository, so that two launches neither install nor build at once.
# The lock is handed to no child: a process that outlives the command (a build server) would keep it for ever.
locked() {
    mkdir -p "$root/artifacts"
    if command -v flock >/dev/null; then
        (flock 9 && "$@" 9>&-) 9>"$root/artifacts/launch.lock"
    else
        "$@"
    fi
}

# compile PROJECT: in Release, silent unless it fails.
compile() {
    local log
    log=$(dotnet build "$root/$1" --configuration Release --nologo --verbosity quiet --disable-build-servers 2>&1 </dev/null) && return
    printf '%s\n' "$log" >&2
    say "$1 does not build; the messages are above"
    return 70 # EX_SOFTWARE
}

# shellcheck source=build/prerequisites.sh
. "$root/build/prerequisites.sh"
