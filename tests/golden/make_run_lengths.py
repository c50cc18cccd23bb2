"""Writes run_lengths.json with pycocotools, masks as rows of 0 and 1: python make_run_lengths.py"""
import json
import pathlib

import numpy as np
from pycocotools import mask as coco

random = np.random.default_rng(3)
masks = [np.zeros((4, 6)), np.ones((3, 5)), np.eye(7), (random.random((9, 14)) < 0.4), (random.random((40, 3)) < 0.5)]
large = np.zeros((60, 100))
large[8:58, 20:96] = 1
large[20:24, 40:60] = 0
cases = []
for mask in [*masks, large]:
    mask = np.asfortranarray(mask.astype(np.uint8))
    cases.append({"size": list(mask.shape), "counts": coco.encode(mask)["counts"].decode(),
                  "rows": ["".join(map(str, row)) for row in mask]})
pathlib.Path(__file__).with_name("run_lengths.json").write_text(json.dumps(cases, indent=0) + "\n")
