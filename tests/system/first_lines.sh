# What each command says first, and when: before any of its work is done.
repository=$(cd "$(dirname "$0")/../.." && pwd)
source "$(dirname "$0")/common.sh"
python3 "$repository/tests/system/first_lines.py" "$GREN" "$MPIRUN" "$repository" || fail "a command is silent at its start"

"$GREN" train --data set --split set/splits/0.5_0.8_0.json --run whole --depth 18 --width 8 --grid 8 --head-width 16 --threads 1 --epochs 1 2>said.txt
grep -qE 'train: ([0-9]+) steps in 1 epoch of \1; the first step takes longer' said.txt || fail "the plan: $(cat said.txt)"
"$GREN" train --data set --split set/splits/0.5_0.8_0.json --run whole --depth 18 --width 8 --grid 8 --head-width 16 --threads 1 --epochs 1 --resume auto 2>said.txt
grep -qE '; all are done by an earlier start' said.txt || fail "a run that is finished: $(cat said.txt)"
echo "first lines ok"
