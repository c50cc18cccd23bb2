# The logs of a run that was killed and went on, read by TensorBoard's own reader: every step once, the same numbers in all
# of them; the configuration as text; --prometheus FILE.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 16 --patients 8 --size 64 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 >/dev/null 2>&1
train=("$GREN" train --data set --run run --depth 18 --width 8 --batch-per-rank 2 --threads 1 --epochs 6 --checkpoint-every 3
    --resume auto --prometheus gren.prom)
"$MPIRUN" --oversubscribe --bind-to none -n 2 "${train[@]}" >killed.txt 2>&1 &
job=$!
until_step run 8
kill -KILL "$(tr ' ' '\n' <<<"$(cat /proc/$job/task/*/children)" | head -1)"
if wait "$job"; then fail "the run ended before a rank was killed"; fi
"$TENSORBOARD" - <<'PYTHON' || fail "a killed run's events cannot be read"
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator("run/tensorboard").Reload()
assert len(events.Scalars("loss")) >= 8, events.Tags()
PYTHON
ranks 2 "${train[@]}" >resumed.txt 2>&1 || fail "$(cat resumed.txt)"
"$TENSORBOARD" - <<'PYTHON' || fail "the logs differ"
import csv, json, math, struct
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
single = lambda number: struct.unpack("f", struct.pack("f", number))[0]
lines = [json.loads(line) for line in open("run/metrics.jsonl")]
rows = list(csv.DictReader(open("run/metrics.csv")))
assert [int(row["step"]) for row in rows] == [line["step"] for line in lines] == list(range(24)), rows
events = EventAccumulator("run/tensorboard").Reload()
names = [name for name in rows[0] if name not in ("step", "epoch")]
assert {"loss", "localization", "intra", "inter", "lr", "gradient_norm", "images_per_second"} <= set(names), names
assert set(events.Tags()["scalars"]) == set(names), events.Tags()
for name in names:
    seen = events.Scalars(name)
    assert [e.step for e in seen] == list(range(24)), (name, [e.step for e in seen])
    assert [e.value for e in seen] == [single(line[name]) for line in lines], name
    assert [float(row[name]) for row in rows] == [line[name] for line in lines], name
text = events.Tensors("configuration/text_summary" if "configuration/text_summary" in events.Tags()["tensors"] else "configuration")
shown = text[-1].tensor_proto.string_val[0].decode()
assert "\n    width = 8\n" in shown and "\n    method = gren\n" in shown, shown
PYTHON
grep -q '^gren_steps_done{run="run"} 24$' gren.prom || fail "gren.prom: $(cat gren.prom)"
