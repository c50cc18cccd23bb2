"""Writes coco.json with pycocotools: run lengths of masks, and average precision of detections: python make_coco.py"""
import contextlib
import io
import json
import pathlib

import numpy as np
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

random = np.random.default_rng(7)
masks = []
for height, width, share in [(1, 1, 0), (1, 1, 1), (3, 5, 0.5), (8, 8, 0), (8, 8, 1), (40, 30, 0.02), (70, 90, 0.5)]:
    mask = (random.random((height, width)) < share).astype(np.uint8)
    masks.append(mask)
solid = np.zeros((100, 40), np.uint8)  # long runs: several characters a length
solid[20:80, 25:35] = 1
masks.append(solid)
cases = [{"rows": ["".join(map(str, row)) for row in mask], "counts": coco_mask.encode(np.asfortranarray(mask))["counts"].decode()}
         for mask in masks]


def average_precision(images, threshold):
    """images: (score or None, iou, boxed): one detection an image at most, one box an image at most.
    On a square of 1000 pixels a detection of the same height shares iou of its union with the box.
    pycocotools takes equal scores in the order of the images: those with less overlap come first, so that the
    precision after each is at most that of all of the score together, which is what counts."""
    images = sorted(images, key=lambda image: image[1])
    truth = {"images": [{"id": i + 1, "width": 1000, "height": 1000} for i in range(len(images))],
             "categories": [{"id": 1, "name": "finding"}], "annotations": [], "info": {}}
    results = []
    for i, (score, iou, boxed) in enumerate(images):
        if boxed:
            truth["annotations"].append({"id": len(truth["annotations"]) + 1, "image_id": i + 1, "category_id": 1,
                                         "bbox": [0, 0, 400, 100], "area": 40000, "iscrowd": 0})
        if score is not None:
            results.append({"image_id": i + 1, "category_id": 1, "score": score,
                            "bbox": [0, 0, 400 * iou, 100] if iou > 0 else [500, 500, 100, 100]})
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = truth
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(results), "bbox")
        evaluation.params.iouThrs = np.array([threshold])
        evaluation.evaluate()
        evaluation.accumulate()
    return float(evaluation.eval["precision"][0, :, 0, 0, 2].mean())


precisions = []
for count, levels, found in [(1, 2, 1), (12, 4, 0.8), (40, 1000, 0.7), (40, 6, 0.5), (200, 10**6, 0.9), (90, 3, 0.9)]:
    images = []
    for _ in range(count):
        boxed = bool(random.random() < 0.4) or count == 1
        iou = float(random.integers(0, 11)) / 10 if boxed else 0.0
        score = float(random.integers(1, levels)) / levels if random.random() < found else None
        images.append((score, iou if score is not None else 0.0, boxed))
    precisions.append({"images": images, "ap": {str(t): average_precision(images, t) for t in (0.3, 0.5)}})
pathlib.Path(__file__).with_name("coco.json").write_text(json.dumps({"masks": cases, "precisions": precisions}))
