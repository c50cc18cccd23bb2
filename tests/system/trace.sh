# --trace: a file a rank and a table of where the time went.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 24 --patients 8 --size 64 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 >/dev/null 2>&1
small=(--data set --depth 18 --head-width 16 --threads 1 --batch-per-rank 2)
ranks 2 "$GREN" train "${small[@]}" --run run --max-steps 5 --trace 2 2>table.txt || fail "$(cat table.txt)"
cat table.txt
[ "$(ls run/trace)" = $'rank_0000.json\nrank_0001.json' ] || fail "found $(ls run/trace), expected a file a rank"
for rank in 0 1; do
    for name in forward backward optimizer graph 'graph, backward' 'wait for pixels' 'make batch' all_gather all_reduce; do
        grep -q "\"name\":\"$name\",.*\"pid\":$rank," "run/trace/rank_000$rank.json" || fail "rank $rank has no '$name'"
    done
done
grep -q '^trace: run/trace/rank_\*.json.*2 steps of [0-9.]* s on 2 ranks' table.txt || fail "no table: $(cat table.txt)"
grep -qE 'communication not hidden +[0-9.]+ %' table.txt || fail "no table: $(cat table.txt)"
# Of each rank, and all of the time: the shares make 100 % (each is rounded).
awk '/share of a step/ {on=1; next} /collectives/ {on=0} on {sum += $(NF-5)} END {exit !(sum > 99 && sum < 101)}' table.txt ||
    fail "the shares do not make 100 %: $(cat table.txt)"
refused 2 "--trace 5: found 6 steps before the end of the run, expected at least 8" \
    "$GREN" train "${small[@]}" --run short --max-steps 6 --trace 5
