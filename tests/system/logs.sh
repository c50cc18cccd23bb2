# The logs of a run that was killed and went on, read by TensorBoard's own reader: every step once, the same numbers in all
# of them; the configuration as text; validations with their pictures; --prometheus FILE.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 32 --patients 16 --size 64 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 64 >/dev/null 2>&1
"$GREN" split --data set --participation 70_10_20 >/dev/null 2>&1
python3 - <<'PYTHON'
import csv, json
lists = json.load(open("set/splits/70_10_20_0.json"))
boxed = {row[0] for row in csv.reader(open("archive/BBox_List_2017.csv"))}
unused = sorted(lists["validation"] + lists["train"][8:])
lists["validation"] = [name for name in unused if name not in boxed or name == min(boxed.intersection(unused))]
lists["train"] = lists["train"][:8]
lists["boxed"] = [name for name in lists["boxed"] if name in lists["train"]]
json.dump(lists, open("lists.json", "w"))
PYTHON
train=("$GREN" train --data set --run run --depth 18 --width 8 --batch-per-rank 2 --threads 1 --epochs 12 --checkpoint-every 3
    --resume auto --prometheus gren.prom --split lists.json --evaluate-every 6)
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
assert [row["step"] for row in rows] == [str(line["step"]) for line in lines]
of_validation = lambda name: name.startswith("validation_")
validations = [line for line in lines if "validation" in line]
measured = [row for row in rows if row["validation_images"]]
assert [line["step"] for line in validations] == [int(row["step"]) for row in measured] == [11, 23], validations
lines, rows = [line for line in lines if "validation" not in line], [row for row in rows if not row["validation_images"]]
assert [int(row["step"]) for row in rows] == [line["step"] for line in lines] == list(range(24)), rows
events = EventAccumulator("run/tensorboard").Reload()
names = [name for name in rows[0] if name not in ("step", "epoch") and not of_validation(name)]
means = [name[len("validation_"):] for name in rows[0] if of_validation(name)]
assert {"loss", "localization", "intra", "inter", "lr", "gradient_norm", "images_per_second"} <= set(names), names
means = [name for name in means if validations[0]["validation"][name] is not None]
assert {"images", "boxes", "mean_auc", "mean_accuracy_0.5", "seconds"} <= set(means), means
assert set(events.Tags()["scalars"]) == set(names) | {f"validation/{name}" for name in means}, events.Tags()
for name in means:
    seen = events.Scalars(f"validation/{name}")
    assert [(e.step, e.value) for e in seen] == [(v["step"], single(v["validation"][name])) for v in validations], name
    assert [float(row[f"validation_{name}"]) for row in measured] == [v["validation"][name] for v in validations], name
tags = events.Tags()["images"]
# The film that has a box, then films without one that have a disease, each by the first of theirs: 'A|B', alphabetical.
findings = {row["Image Index"]: row["Finding Labels"].split("|")[0] for row in csv.DictReader(open("archive/Data_Entry_2017_v2020.csv"))}
boxed = {row[0]: row[1] for row in csv.reader(open("archive/BBox_List_2017.csv"))}
listed = json.load(open("lists.json"))["validation"]
assert "No Finding" in [findings[name] for name in listed[:6]], listed
pictured = [(name, boxed[name]) for name in listed if name in boxed]
pictured += [(name, findings[name]) for name in listed if name not in boxed and findings[name] != "No Finding"][:3]
assert tags == [f"validation/{name[:-4]}_{cls}" for name, cls in pictured], (tags, pictured)
for tag in tags:
    pictures = events.Images(tag)
    assert [p.step for p in pictures] == [11, 23], (tag, pictures)
    for p in pictures:
        assert p.encoded_image_string[:8] == b"\x89PNG\r\n\x1a\n", tag
        assert struct.unpack(">II", p.encoded_image_string[16:24]) == (p.width, p.height) == (512, 512), (p.width, p.height)
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
grep -qE '^gren_validation_mean_auc\{run="run"\} 0\.[0-9]+$' gren.prom || fail "gren.prom has no validation: $(cat gren.prom)"
