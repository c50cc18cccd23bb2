"""Exits with 1 unless two files of COCO results answer alike: scores within 1e-4 of each other or of their size, boxes within
a cell, and of all cells in regions at most one in 10,000 that only one of them has (those at p = 0.5 but for rounding).
Usage: evaluate_compare.py OURS.json PEER.json"""
import json
import sys

import pycocotools.mask

GRID = 128
ours, peer = ({(r["image_id"], r["category_id"]): r for r in json.load(open(file))} for file in sys.argv[1:])
if not ours:
    sys.exit(f"{sys.argv[1]}: no region, so nothing is compared")
alone, marked, score, box = 0.0, 0.0, 0.0, 0.0
for pair in ours.keys() | peer.keys():
    found = [results.get(pair) for results in (ours, peer)]
    cell = [side / GRID for side in next(r for r in found if r)["segmentation"]["size"]]
    areas = [float(pycocotools.mask.area(r["segmentation"])) if r else 0.0 for r in found]
    shared = 0.0
    if all(found):
        shared = float(pycocotools.mask.area(pycocotools.mask.merge([r["segmentation"] for r in found], intersect=True)))
        score = max(score, abs(found[0]["score"] - found[1]["score"]) / max(1, abs(found[0]["score"])))
        box = max(box, *(abs(a - b) / side for a, b, side in zip(found[0]["bbox"], found[1]["bbox"], cell[::-1] * 2)))
    alone += (sum(areas) - 2 * shared) / (cell[0] * cell[1])
    marked += areas[0] / (cell[0] * cell[1])
print(f"{len(ours)} regions: scores differ by {score:.1e} at most, boxes by {box:.0f} cells at most, {alone:.0f} of {marked:.0f} "
      f"cells are in one alone; {sum(ours[k]['segmentation'] == peer[k]['segmentation'] for k in ours.keys() & peer.keys())} "
      "regions have the same run lengths")
sys.exit(score > 1e-4 or box > 1 or alone > 1e-4 * marked)
