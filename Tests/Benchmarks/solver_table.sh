#!/usr/bin/env bash
# The quality of a model's maps for each number of network evaluations and each solver, as a Markdown table.
#
# usage: solver_table.sh MODEL FOLDER COUNT SCORE...
#   SCORE is a command that takes the real FOLDER and one of generated maps and prints a line of JSON; its keys become the columns.
#   The maps of a row have the seeds 1 to COUNT. They are drawn with Torch on the processor, which gives the same maps as Vulkan.
set -euo pipefail

model=$1 real=$2 count=$3
shift 3
bfn="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/bfn"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

row() { # EVALUATIONS NAME OPTIONS...
    local evaluations=$1 name=$2 values keys
    shift 2
    rm -rf "${out:?}/maps"
    "$bfn" sample "$model" --steps "$evaluations" --count "$count" --seed 1 --backend torch -o "$out/maps" "$@" >/dev/null
    "${score[@]}" "$real" "$out/maps" >"$out/score.json"
    if [ ! -e "$out/header" ]; then
        mapfile -t keys < <(grep -o '"[a-z0-9_]*":' "$out/score.json" | tr -d '":')
        echo "| evaluations | solver |$(printf ' %s |' "${keys[@]}")"
        echo "|---|---|$(printf -- '---|%.0s' "${keys[@]}")"
        touch "$out/header"
    fi
    values=$(sed 's/[{}]//g; s/"[a-z0-9_]*": *//g; s/, */ | /g' "$out/score.json")
    echo "| $evaluations | $name | $values |"
}

score=("$@")
for evaluations in 2 4 8 16 32 100; do
    row "$evaluations" 'the model’s own choice'
    row "$evaluations" ancestral --solver ancestral
    row "$evaluations" 'ODE 1, uniform grid' --solver ode1
    row "$evaluations" 'ODE 2, uniform grid' --solver ode2
    row "$evaluations" 'SDE 2, uniform grid' --solver sde2
    row "$evaluations" 'noise-reduced, uniform grid' --solver noise-reduced
    row "$evaluations" 'ODE 2, power 1.8 to 0.75' --solver ode2 --power 1.8 --end 0.75
    row "$evaluations" 'ODE 2, power 3 to 0.75' --solver ode2 --power 3 --end 0.75
    row "$evaluations" 'SDE 2, power 1.8 to 0.75' --solver sde2 --power 1.8 --end 0.75
done
