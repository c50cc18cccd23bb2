#!/usr/bin/env python3
"""The statistics and lists of bench/real_films on cases by hand, and its PNGs against OpenCV's reader by way of gren: real_films_test.py GREN."""
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
import real_films_lists as lists  # noqa: E402
import real_films_table as table  # noqa: E402

wrong = []


def expect(what, found, expected):
    if not np.allclose(found, expected, atol=1e-12, equal_nan=True):
        wrong.append(f"{what}: {found}, expected {expected}")


# Fold 0: .9 above .5 and a tie with .9; fold 1: .2 below .3. Of its three pairs one is right, one a tie, one wrong.
scores = np.array([0.9, 0.5, 0.9, 0.2, 0.3])
present, fold = np.array([True, False, False, True, False]), np.array([0, 0, 0, 1, 1])
weights = np.array([[1, 1, 1, 1, 1], [2, 1, 1, 1, 1], [0, 1, 1, 1, 1], [1, 1, 1, 0, 3], [0, 1, 1, 0, 1]], float)
expect("AUC", table.areas(scores, present, fold, weights), [1.5 / 3, 3 / 5, 0, 1.5 / 2, np.nan])
# Without regard to folds two pairs more would be right, .9 above .3 and none of .2: 2.5 of 6.
expect("AUC of one fold", table.areas(scores, present, 0 * fold, weights[:1]), [2.5 / 6])

drawn = table.resampled(np.array(["a", "a", "b", "c"]), 400, np.random.default_rng(1))
expect("the sample itself", drawn[0], [1, 1, 1, 1])
expect("a patient's films come together", drawn[:, 0], drawn[:, 1])
expect("as many patients as there are", drawn[:, 1:].sum(1), np.full(401, 3))

values = np.array([[0.1, 0.4], [1.0, 1.0], [2.0, 2.0]])
expect("mean over seeds", table.over_seeds(values), [0.25, 1, 2])
many = table.over_seeds(np.tile([[0.0, 1.0]], (4001, 1)))
if not np.allclose([np.isclose(many[1:], mean).mean() for mean in (0, 0.5, 1)], [0.25, 0.5, 0.25], atol=0.05):
    wrong.append("two seeds are not drawn with replacement")

labels = [[1, 0, 1], [1, 0, 0], [1, 1, 0], [0, 0, 0], [1, 0, 1], [1, 1, 0]]
films = [(f"{i}.png", f"p{i % 5}", np.array(label, np.uint8), np.arange(12, dtype=np.uint8).reshape(3, 4) + 50 * (i % 5))
         for i, label in enumerate(labels)]
folds = lists.folds_of(films, 2)
# p0 (films 0 and 5) and p2 have the second disease, p4 the third (as p0), p1 the first alone, p3 none.
expect("both folds test the rare disease", [folds["p0"] + folds["p2"]], [1])
if set(folds) != {f"p{i}" for i in range(5)}:
    wrong.append(f"patients: {folds}")

with tempfile.TemporaryDirectory() as folder:
    out = pathlib.Path(folder)
    square = [(name, patient, label, np.random.default_rng(i).integers(0, 256, (32, 32), np.uint8))
              for i, (name, patient, label, _) in enumerate(films)]
    lists.write_turned(out / "turned", square)
    subprocess.run([sys.argv[1], "prepare", "--manifest", out / "turned", "--out", out / "shards", "--size", "32"], check=True,
                   capture_output=True)
    with h5py.File(out / "shards" / "shard_00000.h5") as shard:
        read = {name: (image, label) for name, image, label in zip(shard["name"].asstr()[:], shard["image"][:], shard["label"][:])}
    for name, _, _, pixels in square:
        stem = name[:-4]
        # Counter-clockwise: after a quarter turn the right column is the top row.
        expect(f"{name} upright", read[f"{stem}_0.png"][0], pixels)
        expect(f"{name} at 90 degrees", read[f"{stem}_90.png"][0][0], pixels[:, -1])
        expect(f"{name} at 180 degrees", read[f"{stem}_180.png"][0], pixels[::-1, ::-1])
        expect(f"{name} at 270 degrees", read[f"{stem}_270.png"][0][0], pixels[::-1, 0])
        expect(f"{name}: a class a turn", [read[f"{stem}_{turn}.png"][1] for turn in lists.TURNS], np.eye(4))

sys.exit("\n".join(wrong) or 0)
