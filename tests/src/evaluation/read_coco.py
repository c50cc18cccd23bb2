"""Reads, by RUN_FOLDER.md alone, the files that coco_reads_test.cpp wrote, and computes their figures again with
pycocotools and numpy.

Usage: read_coco.py FOLDER   (needs pycocotools)
"""
import contextlib
import csv
import io
import json
import pathlib
import sys

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

folder = pathlib.Path(sys.argv[1])
figures = json.loads((folder / "evaluation.json").read_text())
maps = np.array(json.loads((folder / "maps.json").read_text())).reshape(-1, 3, 24, 24)
with contextlib.redirect_stdout(io.StringIO()):
    truth = COCO(str(folder / "ground_truth.json"))
    found = truth.loadRes(str(folder / "predictions.json"))
    evaluation = COCOeval(truth, found, "segm")
    evaluation.params.iouThrs = np.array([0.3, 0.5])
    evaluation.evaluate()
    evaluation.accumulate()
names = {category["id"]: category["name"] for category in truth.dataset["categories"]}
assert list(names.items()) == [(1, "A"), (2, "B"), (3, "C")]
for k, name in enumerate(names.values()):
    for t, threshold in enumerate(("0.3", "0.5")):
        ours, theirs = figures["classes"][name]["ap"][threshold], evaluation.eval["precision"][t, :, k, 0, 2].mean()
        assert 0.05 < theirs < 0.95 and abs(ours - theirs) < 1e-12, (name, threshold, ours, theirs)

# Regions: each cell above 0 is 4x2 pixels of the original.
regions = 0
for image in truth.dataset["images"]:
    assert (image["width"], image["height"]) == (96, 48)
    for cls in range(3):
        cells = maps[image["id"] - 1, cls] > 0
        results = found.loadAnns(found.getAnnIds([image["id"]], [cls + 1]))
        assert len(results) == int(cells.any())
        for result in results:
            mask = np.kron(cells, np.ones((2, 4)))
            assert (found.annToMask(result) == mask).all()
            rows, columns = np.nonzero(mask)
            hull = [columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1]
            assert result["bbox"] == hull, (result["bbox"], hull)
            regions += 1

# Boxes: overlaps of masks, the hottest cell, sensitivity at so many false marks.
rows = list(csv.DictReader((folder / "boxes.csv").open()))
by_name = {image["file_name"]: image["id"] for image in truth.dataset["images"]}
hits = dict.fromkeys(names.values(), 0)
for row in rows:
    image, cls = by_name[row["image"]], "ABC".index(row["class"])
    assert row["patient"] == str((image - 1) // 2)
    (annotation,) = truth.loadAnns(truth.getAnnIds([image], [cls + 1], iscrowd=False))
    box, region = truth.annToMask(annotation) > 0, np.kron(maps[image - 1, cls] > 0, np.ones((2, 4))) > 0
    shared, joint = (box & region).sum(), (box | region).sum()
    iou, iobb = (shared / joint, shared / region.sum()) if region.any() else (0, 0)
    assert abs(float(row["iou"]) - iou) < 1e-6 and abs(float(row["iobb"]) - iobb) < 1e-6, row
    assert [float(row[c]) for c in "xywh"] == annotation["bbox"] and annotation["area"] == box.sum()
    hottest = np.unravel_index(maps[image - 1, cls].argmax(), (24, 24))
    inside = box[hottest[0] * 2 + 1, hottest[1] * 4 + 2] and box[hottest[0] * 2, hottest[1] * 4 + 1]
    assert int(row["pointing"]) == inside, row
    hits[row["class"]] += iou > 0.5
for name in names.values():
    boxes = sum(row["class"] == name for row in rows)
    assert figures["classes"][name]["boxes"] == boxes and figures["classes"][name]["correct"]["0.5"] == hits[name]
print(f"{len(rows)} boxes and {regions} regions are as pycocotools sees them")
