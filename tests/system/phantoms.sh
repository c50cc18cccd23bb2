# The switches of gren phantom, counted on the tables of its archives by a script that knows NIH's layout alone; and
# textures on the way that a trunk takes: made, prepared, trained on, and started from with other classes.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out plain --images 400 --patients 100 --size 64 --annotated 1 >/dev/null
"$GREN" phantom --out mixed --images 400 --patients 100 --size 64 --annotated 1 --builds 8 --shared-disease 0.6 --co-occurrence 1 \
    --persistence 0.5 --bilateral 0.5 --diffuse 1 --asymmetry --label-noise 0.2 >/dev/null
python3 - <<'PYTHON'
import csv

def films(table):
    return {row["Image Index"]: row for row in csv.DictReader(open(table))}

def findings(row):
    return set(row["Finding Labels"].split("|")) - {"No Finding"}

def boxes(archive):
    return list(csv.reader(open(f"{archive}/BBox_List_2017.csv")))[1:]

def sides(archive):
    """(image, disease) -> the halves of the film that its boxes' middles lie in."""
    found = {}
    for image, disease, x, _, width, *_ in boxes(archive):
        found.setdefault((image, disease), set()).add(float(x) + float(width) / 2 < 32)
    return found

plain, mined, true = (films(f"{name}.csv") for name in
                      ("plain/Data_Entry_2017_v2020", "mixed/Data_Entry_2017_v2020", "mixed/true_labels"))
assert len(plain) == len(mined) == len(true) == 400
right = sum(len(findings(mined[name]) & findings(true[name])) for name in true)
there, said = (sum(len(findings(row)) for row in table.values()) for table in (true, mined))
assert there == said, (there, said)
assert 0.74 < right / there < 0.86, right / there

def together(table, one, other):
    return sum({one, other} <= findings(row) for row in table.values())
assert together(true, "Mass", "Nodule") > 2 * together(plain, "Mass", "Nodule") + 5

def kept(table):
    """Share of follow-ups with a finding that all show what the film before showed."""
    pairs = [(table[name], table[f"{name[:9]}{int(name[9:12]) - 1:03}.png"]) for name in table if name[9:12] != "000"]
    ill = [(now, before) for now, before in pairs if findings(before)]
    return sum(findings(now) == findings(before) for now, before in ill) / len(ill)
assert kept(true) > kept(plain) + 0.3, (kept(true), kept(plain))

def of_builds(table):
    """Share of the diseased films that show the finding of their patient's build, the patients taking eight in turn."""
    eight = ["Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule", "Pneumonia", "Pneumothorax"]
    ill = [row for row in table.values() if findings(row)]
    return sum(eight[(int(row["Patient ID"]) - 1) % 8] in findings(row) for row in ill) / len(ill)
assert of_builds(plain) < 0.3 and of_builds(true) > 0.5, (of_builds(plain), of_builds(true))

in_both = {disease: sum(of == disease and len(halves) == 2 for (_, of), halves in sides("mixed").items())
           for disease in ("Effusion", "Infiltrate", "Mass", "Pneumonia")}
assert in_both["Effusion"] > 5 and in_both["Infiltrate"] > 5, in_both
assert in_both["Mass"] == in_both["Pneumonia"] == 0, in_both
assert all(len(halves) == 1 for (_, disease), halves in sides("plain").items() if disease != "Cardiomegaly")
height = {archive: [float(box[5]) for box in boxes(archive) if box[1] == "Infiltrate"] for archive in ("plain", "mixed")}
assert min(height["mixed"]) > 25 > sum(height["plain"]) / len(height["plain"]), "diffuse ones are as high as a lung"
PYTHON

"$GREN" phantom --out nih --images 400 --patients 400 --size 64 --prevalence nih >/dev/null
[ "$(grep -c 'No Finding' nih/Data_Entry_2017_v2020.csv)" -eq 215 ] || fail "not 53.84 % of 400 films are healthy"

"$GREN" phantom --out textures --kind textures --images 24 --size 64 >/dev/null
"$GREN" prepare --manifest textures --out textures-set --size 64 >/dev/null 2>&1
"$GREN" prepare --archive plain --lung-masks plain/masks --out plain-set --size 64 >/dev/null 2>&1
network=(--method baseline --depth 18 --width 8 --head-width 8 --output-stride 32 --max-steps 1 --threads 1)
"$GREN" train --data textures-set --run trunk "${network[@]}" 2>/dev/null
"$GREN" train --data plain-set --run chests "${network[@]}" --init trunk/model.safetensors 2>start.txt
grep -q 'new: head.conv2.bias, head.conv2.weight; dropped: head.conv2.bias, head.conv2.weight' start.txt ||
    fail "the classes of textures are not left behind: $(cat start.txt)"
