#!/usr/bin/env bash
# ./test.sh [ARGUMENTS OF dotnet test]: makes everything ready that the tests need, builds the solution, runs all of them.
# The last line reads "N passed, N failed"; the exit code is 0 only if every test ran and passed.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd -P)
# shellcheck source=build/launch.sh
. "$root/build/launch.sh"

prepare dotnet vulkan_loader vulkan_driver validation_layers gcc objdump glslc glfw xvfb chromium

# The whole solution, not the tests alone: a sample that doesn't compile is a failure too.
say 'building ...'
locked compile BfnProcGen.sln

mkdir -p "$root/artifacts/tests"
folder=$(mktemp -d "$root/artifacts/tests/run.XXXXXX")
trap 'rm -rf "$folder"' EXIT
results="$folder/results.trx"
say 'testing ...'
status=0
dotnet test "$root/Tests" --configuration Release --no-build --logger "trx;LogFileName=$results" "$@" </dev/null || status=$?

# number NAME: an attribute of <Counters> in the results, 0 where the run ended before they were written.
number() {
    local value
    value=$(sed -n "s/.*<Counters.*[ ]$1=\"\([0-9]*\)\".*/\1/p" "$results" 2>/dev/null | head -n 1) || true
    echo "${value:-0}"
}
total=$(number total)
passed=$(number passed)
failed=$(($(number failed) + $(number error) + $(number timeout) + $(number aborted)))
skipped=$((total - passed - failed))

if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    say 'the run ended early, which counts as one failure'
    failed=1
elif [ "$skipped" -gt 0 ]; then
    say "$skipped tests were skipped, which counts as a failure"
    status=1
elif [ "$total" -eq 0 ]; then
    say 'no test ran'
    status=1
fi
line="$passed passed, $failed failed"
[ "$skipped" -le 0 ] || line="$line, $skipped skipped"
echo "$line"
exit "$status"
