# gren doctor --json on two ranks, and --graph --json: one document each, with the keys that docs/commands.md promises.
here=$(cd "$(dirname "$0")" && pwd)
source "$(dirname "$0")/common.sh"
commands=$here/../../docs/commands.md
"$GREN" phantom --out archive --images 16 --patients 8 --size 64 >/dev/null 2>&1
"$GREN" prepare --archive archive --out set --size 64 >/dev/null 2>&1

ranks 2 "$GREN" doctor --json --data set --run . >doctor.json 2>said.txt || fail "$(cat said.txt)"
python3 "$here/check_documented_keys.py" "$commands" 'What `doctor --json` holds' doctor.json links || fail "keys of doctor --json"
python3 - <<'PY' || fail "doctor --json: $(cat doctor.json)"
import json, os, socket
found = json.load(open("doctor.json"))
assert [rank["rank"] for rank in found["ranks"]] == [0, 1] and found["launcher"] == "mpirun"
assert found["hosts"][0]["host"] == socket.gethostname() and found["hosts"][0]["cores"] == os.cpu_count()
assert found["dataset"] == json.load(open("set/dataset.json"))["digest"]
assert all(rank["device"].startswith("cpu") or rank["device"].startswith("cuda") for rank in found["ranks"])
assert found["links"] == [] and found["data"]["writable"] is True and found["run"]["lock"] == "works"
assert {"all_reduce", "barrier"} <= {each["name"] for each in found["collectives"]}
assert all(each["latency_seconds"] > 0 for each in found["collectives"])
PY

# What was not asked for is null; a rank that is bound to one core where it has two threads is warned of.
taskset -c "$(taskset -cp $$ | grep -oE '[0-9]+' | tail -1)" "$GREN" doctor --json --threads 2 >alone.json 2>/dev/null
python3 -c 'import json; found = json.load(open("alone.json")); assert found["data"] is None and found["dataset"] is None
assert found["launcher"] == "none" and any("fewer cores" in each for each in found["warnings"]), found["warnings"]' || fail "$(cat alone.json)"

"$GREN" doctor --graph --json --ranks 4 --batch-per-rank 8 --memory 2 >graph.json
python3 "$here/check_documented_keys.py" "$commands" 'What `doctor --graph --json` holds' graph.json || fail "keys of doctor --graph --json"
python3 -c 'import json; found = json.load(open("graph.json"))
assert found["nodes"] == 32 and found["edges"] == 32 * 31 // 2 and found["edges_between_ranks"] == 6 * 8 * 8, found
assert found["memory_bytes_allowed"] == 2 << 30 and found["path"] in [each["path"] for each in found["paths"]], found' || fail "$(cat graph.json)"
echo "doctor --json ok"
