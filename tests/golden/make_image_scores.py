"""Writes image_scores.json: logits [images, P, P] of one class, most of them so sure that 1 - Π(1-p) is 1 in float32 and
in float64; the logit of each image's probability with 60 digits by mpmath, the area under the curve by scikit-learn and
average precision by pycocotools' rule over every threshold that exists: python make_image_scores.py"""
import json
import pathlib

import mpmath
import numpy as np
from sklearn.metrics import roc_auc_score

mpmath.mp.dps = 60
random = np.random.default_rng(11)
SIDE = 4


def logit_of(cells):
    none = -sum(mpmath.log1p(mpmath.exp(mpmath.mpf(float(z)))) for z in cells.ravel())  # Σ log(1-p)
    return float(mpmath.log(-mpmath.expm1(none)) - none)


def average_precision(score, iou, boxes, threshold):
    points = []
    for level in np.unique(score)[::-1]:
        seen = score >= level
        right = int((iou[seen] >= threshold).sum())
        points.append((right / boxes, right / int(seen.sum())))
    return float(np.mean([max([precision for recall, precision in points if recall >= at / 100], default=0.0)
                          for at in range(101)]))


images = []
for kind, count in [("sure", 60), ("unsure", 15), ("faint", 5), ("extreme", 4)]:
    for _ in range(count):
        low, high = {"sure": (-6, 60), "unsure": (-6, 2), "faint": (-300, -80), "extreme": (-3e4, 3e4)}[kind]
        images.append(random.uniform(low, high, (SIDE, SIDE)))
images.append(images[0])  # the same image twice: a tie that stays one
logits = np.array(images, np.float32)
score = np.array([logit_of(cells) for cells in logits])
present = (random.random(len(score)) < 1 / (1 + np.exp(-(score - np.median(score)) / 200))).astype(int)
iou = np.where(present == 1, random.random(len(score)), 0)
saturated = 1 / (1 + np.exp(-score)) == 1
assert saturated.mean() > 0.5 and len(set(score[saturated])) > 40
print(f"{saturated.sum()} of {len(score)} probabilities are 1; AUC {roc_auc_score(present, score):.4f}, "
      f"of the probabilities in float32 {roc_auc_score(present, (1 / (1 + np.exp(-score))).astype(np.float32)):.4f}")
pathlib.Path(__file__).with_name("image_scores.json").write_text(json.dumps({
    "logits": [[float(z) for z in cells.ravel()] for cells in logits], "side": SIDE, "logit": score.tolist(),
    "present": present.tolist(), "iou": iou.tolist(), "auc": roc_auc_score(present, score),
    "ap": average_precision(score, iou, int(present.sum()), 0.5)}))
