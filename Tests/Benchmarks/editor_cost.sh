#!/usr/bin/env bash
# How much slower training is in the editor with a page open on it: the same run from the command line, in the editor with a browser that
# shows it, and in the editor with the page closed, by turns, each timed by its own log. On a machine that does nothing else:
#   Tests/Benchmarks/editor_cost.sh [ROUNDS [STEPS]]
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd -P)
# shellcheck source=../../build/launch.sh
. "$root/build/launch.sh"
prepare dotnet vulkan_loader vulkan_driver gcc objdump glslc chromium
say 'building ...'
locked compile Tests
dotnet "$root/artifacts/bin/BfnProcGen.Tests/release/BfnProcGen.Tests.dll" editor-cost "${1:-5}" "${2:-600}"
