"""Writes paired_tests.json: exact McNemar by statsmodels, Holm by statsmodels, a bootstrap of patients by numpy:
python make_paired_tests.py"""
import json
import pathlib

import numpy as np
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

discordant = [(0, 0), (1, 0), (5, 5), (3, 9), (12, 2), (0, 7), (40, 61), (250, 190)]
p = [mcnemar([[10, a], [b, 10]], exact=True).pvalue for a, b in discordant]
p = [min(1.0, value) for value in p]

# Two runs of two groups: hits of patients' boxes, some patients with several boxes and classes.
random = np.random.default_rng(7)
boxes = []
for run in range(2):
    for image in range(60):
        name = f"{run}_{image:03}.png"
        boxes.append({"run": run, "image": name, "patient": f"{run}_{image // 2}", "class": f"c{random.integers(3)}",
                      "a": round(float(random.random()), 6), "b": round(float(random.random() * 0.8), 6)})
patients = sorted({box["patient"] for box in boxes})


def mean(values, weight):
    """Mean over runs of the mean over classes, each box as often as its patient was drawn."""
    runs = []
    for run in range(2):
        classes = []
        for name in ("c0", "c1", "c2"):
            chosen = [(value, weight[box["patient"]]) for box, value in zip(boxes, values)
                      if box["run"] == run and box["class"] == name]
            total = sum(times for _, times in chosen)
            if total:
                classes.append(sum(value * times for value, times in chosen) / total)
        runs.append(np.mean(classes))
    return float(np.mean(runs))


hits_a = [int(box["a"] > 0.5) for box in boxes]
gains = [int(box["a"] > 0.5) - int(box["b"] > 0.5) for box in boxes]
everyone = dict.fromkeys(patients, 1)
draws = {"accuracy": [], "difference": []}
for _ in range(2000):
    drawn = random.integers(len(patients), size=len(patients))
    weight = {patient: int((drawn == i).sum()) for i, patient in enumerate(patients)}
    draws["accuracy"].append(mean(hits_a, weight))
    draws["difference"].append(mean(gains, weight))
expected = {name: {"value": mean(values, everyone), "interval": np.quantile(draws[name], [0.025, 0.975]).tolist()}
            for name, values in (("accuracy", hits_a), ("difference", gains))}
only_a, only_b = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
expected["p"] = float(mcnemar([[0, only_a], [only_b, 0]], exact=True).pvalue)
expected["only"] = [only_a, only_b]

pathlib.Path(__file__).with_name("paired_tests.json").write_text(json.dumps(
    {"discordant": discordant, "p": p, "holm": multipletests(p, method="holm")[1].tolist(), "boxes": boxes,
     "expected": expected}, indent=0) + "\n")
