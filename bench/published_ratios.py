"""Do the published figures fit the published protocol? T(IoU)=0.7 over T(IoU)=0.5, of the paper's Tables I to III and of
detectors that answer every training target without fault. Usage: published_ratios.py BBOX_LIST (numpy; prints Markdown)

The protocol: a training target is a grid of P² cells, 1 where a cell overlaps the box in any part; a region is what
exceeds a threshold of the map, resized bilinearly to 128². Who answers these targets without fault is held back at 0.7 by
their coarseness alone, whatever regularizes the features.
"""
import collections
import csv
import gzip
import json
import pathlib
import sys

import numpy as np

SIZE, EVAL = 1024, 128
THRESHOLDS = np.linspace(-0.95, 0.95, 39)  # of a map of ±1; 0 is p > 0.5


def published():
    tables = pathlib.Path(__file__).parents[1] / "tests/golden/published_tables.json"
    rows = collections.defaultdict(list)
    for row in json.loads(tables.read_text())["localization"]:
        rows[row["table"], row["threshold"]].append(row)
    print("| table | participation | row | T=0.5 | T=0.7 | ratio |\n|---|---|---|---|---|---|")
    for table in ("I", "II", "III"):  # IV's rows are among I's
        for half, seven in zip(rows[table, 0.5], rows[table, 0.7], strict=True):  # in one order, under names that vary
            at = half["values"][-1], seven["values"][-1]
            print(f"| {table} | {half['participation']} | {half['model']} | {at[0]:.2f} | {at[1]:.2f} | {at[1] / at[0]:.2f} |")


def resize(cells):
    """[EVAL, cells]: centers to centers, as PyTorch's bilinear without align_corners."""
    at = np.clip((np.arange(EVAL) + 0.5) * cells / EVAL - 0.5, 0, cells - 1)
    return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(cells)[None, :]))


def covered(cells, start, length):
    """[cells]: pixels of each cell within [start, start + length)."""
    edges = np.arange(cells + 1) * SIZE / cells
    return np.clip(np.minimum(edges[1:], start + length) - np.maximum(edges[:-1], start), 0, None)


def overlaps(box, grid):
    """IoU with the box of the perfect learner's region at each threshold. [thresholds]"""
    x, y, w, h = box
    target = np.outer(covered(grid, y, h) > 0, covered(grid, x, w) > 0)
    logits = resize(grid) @ (2.0 * target - 1) @ resize(grid).T
    inside = np.outer(covered(EVAL, y, h), covered(EVAL, x, w))
    cell = (SIZE / EVAL) ** 2
    regions = logits[None] > THRESHOLDS[:, None, None]
    joint = (regions * inside).sum((1, 2))
    return joint / (regions.sum((1, 2)) * cell + w * h - joint)


def perfect(box_list, grid):
    """By class, T(IoU) at 0.5 and 0.7 at each threshold of the map. {class: [2, thresholds]}"""
    of_class = collections.defaultdict(list)
    with gzip.open(box_list, "rt") as lines:
        for row in list(csv.reader(lines))[1:]:
            of_class[row[1]].append(overlaps([float(value) for value in row[2:6]], grid))
    return {name: np.array([(np.array(found) > t).mean(0) for t in (0.5, 0.7)]) for name, found in sorted(of_class.items())}


published()
MIDDLE = len(THRESHOLDS) // 2
reached = {grid: perfect(sys.argv[1], grid) for grid in (16, 32, 64)}
print("\n| a perfect learner of | T=0.5 | T=0.7 | ratio | highest ratio at any threshold | there T=0.5, 0.7 |\n|---|---|---|---|---|---|")
for grid, by_class in reached.items():
    half, seven = np.mean(list(by_class.values()), axis=0)
    best = np.argmax(seven / half)
    print(f"| P = {grid} | {half[MIDDLE]:.3f} | {seven[MIDDLE]:.3f} | {seven[MIDDLE] / half[MIDDLE]:.2f} | "
          f"{seven[best] / half[best]:.2f} | {half[best]:.3f}, {seven[best]:.3f} |")
print("\n| class, T=0.7 | perfect learner of P = 16 | at its best threshold |\n|---|---|---|")
for name, (_, seven) in reached[16].items():
    print(f"| {name} | {seven[MIDDLE]:.2f} | {seven.max():.2f} |")
