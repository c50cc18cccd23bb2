"""Writes target_ceilings.json with numpy: what a perfect learner of "a cell is 1 where it overlaps a box in any part"
reaches when its ±1 are resized bilinearly, of boxes drawn by lot, and of NIH's boxes as k of n a class:
python make_target_ceilings.py BBox_List_2017.csv.gz"""
import collections
import csv
import gzip
import json
import pathlib
import sys

import numpy as np


def weights(cells, samples):
    """[samples, cells]: centres to centres, as PyTorch's bilinear without align_corners and OpenCV's INTER_LINEAR."""
    at = np.clip((np.arange(samples) + 0.5) * cells / samples - 0.5, 0, cells - 1)
    return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(cells)[None, :]))


def perfect_learner_iou(boxes, size, grid, eval_grid):
    target = np.zeros((grid, grid))
    side = size / grid
    for row in range(grid):
        for column in range(grid):
            for x, y, w, h in boxes:
                if x < (column + 1) * side and x + w > column * side and y < (row + 1) * side and y + h > row * side:
                    target[row, column] = 1
    resize = weights(grid, eval_grid)
    region = resize @ (2 * target - 1) @ resize.T > 0
    # Areas between all borders of cells and boxes, where nothing changes.
    cuts = [np.unique(np.clip(np.concatenate([np.arange(eval_grid + 1) * size / eval_grid] +
                                             [[b[axis], b[axis] + b[axis + 2]] for b in boxes]), 0, size)) for axis in (0, 1)]
    xs, ys = [(cut[1:] + cut[:-1]) / 2 for cut in cuts]
    area = np.outer(np.diff(cuts[1]), np.diff(cuts[0]))
    inside = np.zeros(area.shape, bool)
    for x, y, w, h in boxes:
        inside |= np.outer((ys > y) & (ys < y + h), (xs > x) & (xs < x + w))
    on = region[np.ix_((ys * eval_grid / size).astype(int), (xs * eval_grid / size).astype(int))]
    joint = area[inside | on].sum()
    return float(area[inside & on].sum() / joint)


random = np.random.default_rng(3)
cases = []
for size, grid, eval_grid, count in [(512, 16, 128, 12), (512, 32, 128, 6), (64, 8, 64, 6), (96, 16, 24, 6), (64, 16, 10, 4)]:
    for i in range(count):
        boxes = []
        for _ in range(1 + i % 2):
            w, h = random.integers(1, size // 2, 2)
            boxes.append([int(random.integers(0, size - w)), int(random.integers(0, size - h)), int(w), int(h)])
        cases.append({"size": size, "grid": grid, "eval_grid": eval_grid, "boxes": boxes,
                      "iou": perfect_learner_iou(boxes, size, grid, eval_grid)})

found = collections.defaultdict(list)
for row in list(csv.reader(gzip.open(sys.argv[1], "rt")))[1:]:
    found[row[1]].append(perfect_learner_iou([list(map(float, row[2:6]))], 1024, 16, 128))
nih = {name: {"boxes": len(iou)} | {t: sum(one > float(t) for one in iou) for t in ("0.5", "0.7")} for name, iou in found.items()}
mean = {t: sum(one[t] / one["boxes"] for one in nih.values()) / len(nih) for t in ("0.5", "0.7")}
print(sum(one["boxes"] for one in nih.values()), "boxes:", mean)
pathlib.Path(__file__).with_name("target_ceilings.json").write_text(json.dumps({"cases": cases, "nih": nih, "nih_mean": mean}) + "\n")
