#!/bin/sh
# Kills a batch at random and starts it again, then compares its files with those of an undisturbed run.
#   Tests/Benchmarks/batch_kills.sh PROGRAM MANIFEST FOLDER [KILLS]
# PROGRAM is 'bfn-batch', or anything that takes its arguments. FOLDER gets the files of both runs, and the record of every file that was
# there at a kill: one that is written again later would have another inode or time.
set -eu
program=$1 manifest=$2 folder=$3 kills=${4:-5}
mkdir -p "$folder/killed" "$folder/whole"
seen() { find "$folder/killed" -type f ! -path '*/.bfn-batch/*' -printf '%P %i %T@ %s\n' | sort; }
seconds() { date +%s; }

start=$(seconds)
$program "$manifest" -o "$folder/whole" > "$folder/whole.log"
whole=$(($(seconds) - start))
files=$(find "$folder/whole" -type f | wc -l)
echo "undisturbed: $whole s, $files files"

: > "$folder/seen"
for kill in $(seq "$kills"); do
    $program "$manifest" -o "$folder/killed" > "$folder/killed.log" 2>&1 &
    process=$!
    # Somewhere in the kill-th share of the files, and anywhere between two of them.
    enough=$(awk -v all="$files" -v kills="$kills" -v kill="$kill" 'BEGIN { srand(kill * 7919); print int(all * (kill - rand()) / kills) }')
    while [ "$(seen | wc -l)" -lt "$enough" ] && kill -0 $process 2> /dev/null; do sleep 0.05; done
    sleep "$(awk -v kill="$kill" 'BEGIN { srand(kill * 104729); print rand() }')"
    if kill -KILL $process 2> /dev/null; then echo "kill $kill at $(seen | wc -l) files"; else echo "kill $kill: it had ended"; fi
    wait $process 2> /dev/null || true
    seen >> "$folder/seen"
done
$program "$manifest" -o "$folder/killed" > "$folder/killed.log"
cat "$folder/killed.log"

seen >> "$folder/seen"
twice=$(sort -u "$folder/seen" | cut -d' ' -f1 | uniq -d | wc -l)
echo "written twice: $twice"
diff -r "$folder/whole" "$folder/killed" > "$folder/differences" || { echo "the files differ: $folder/differences"; exit 1; }
echo "same files, same bytes: $(find "$folder/killed" -type f | wc -l)"
[ "$twice" -eq 0 ]
