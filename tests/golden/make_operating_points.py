"""Writes operating_points.json with scikit-learn: Youden's threshold, the confusion matrix of other images at it, and
their calibration: python make_operating_points.py"""
import json
import pathlib

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import confusion_matrix, roc_curve

random = np.random.default_rng(11)


def images(count, levels, skill):
    """Labels and scores with ties, which go up with the label by `skill`."""
    present = random.random(count) < 0.35
    present[:2] = [True, False]
    return present.astype(int), np.round((random.normal(size=count) + skill * present) * levels) / levels


cases = []
for count, levels, skill in [(12, 2, 1), (40, 1, 0.5), (80, 4, 1), (200, 1000, 2), (300, 8, 0.2)]:
    chosen_present, chosen_score = images(count, levels, skill)
    fpr, tpr, thresholds = roc_curve(chosen_present, chosen_score, drop_intermediate=False)
    index = tpr - fpr
    threshold = thresholds[np.isclose(index, index.max(), rtol=0, atol=1e-12)][0]
    assert np.isfinite(threshold)
    present, score = images(count, levels, skill)
    (tn, fp), (fn, tp) = confusion_matrix(present, score >= threshold)
    probability = 1 / (1 + np.exp(-score))
    share, mean = calibration_curve(present, probability, n_bins=10, strategy="uniform")
    # calibration_curve gives no counts of its bins, which are those of numpy's histogram but for the side of an edge.
    bins = np.searchsorted(np.linspace(0, 1, 11)[1:-1], probability)
    counts = np.bincount(bins, minlength=10)
    cases.append({
        "chosen_present": chosen_present.tolist(), "chosen_score": chosen_score.tolist(), "threshold": float(threshold),
        "youden": float(index.max()), "present": present.tolist(), "score": score.tolist(),
        "true_positives": int(tp), "false_negatives": int(fn), "true_negatives": int(tn), "false_positives": int(fp),
        "probability": probability.tolist(), "images": counts.tolist(), "share_present": share.tolist(),
        "mean_probability": mean.tolist(),
        "ece": float(np.sum(counts[counts > 0] * np.abs(share - mean)) / count)})
pathlib.Path(__file__).with_name("operating_points.json").write_text(json.dumps(cases))
