"""Writes auc.json with scikit-learn, scores with and without ties, each also with weights, as resamples give them:
python make_auc.py"""
import json
import pathlib

import numpy as np
from sklearn.metrics import roc_auc_score

random = np.random.default_rng(5)
cases = []
for count, levels in [(2, 2), (10, 3), (60, 5), (60, 10**6), (97, 40)]:
    score = random.integers(0, levels, count) / 8
    present = random.random(count) < 0.3
    present[0], present[1] = True, False
    cases.append({"score": score.tolist(), "present": present.astype(int).tolist(), "auc": roc_auc_score(present, score)})
for case in cases:
    times = random.integers(0, 4, len(case["score"]))
    times[0], times[1] = 1, 2
    case["times"] = times.tolist()
    case["weighted_auc"] = roc_auc_score(case["present"], case["score"], sample_weight=times)
pathlib.Path(__file__).with_name("auc.json").write_text(json.dumps(cases))
