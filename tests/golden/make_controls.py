"""Writes controls.json with numpy: random heat maps, mean boxes, and what both find of boxes drawn by lot; and what the random
map finds of NIH's boxes, as k of n a class: python make_controls.py BBox_List_2017.csv.gz"""
import csv
import gzip
import hashlib
import json
import pathlib
import sys

import numpy as np

MASK = (1 << 64) - 1
THRESHOLDS = [t / 10 for t in range(1, 8)]


def split_mix(state):
    """Steele, Lea, Flood 2014."""
    while True:
        state = (state + 0x9e3779b97f4a7c15) & MASK
        z = ((state ^ (state >> 30)) * 0xbf58476d1ce4e5b9) & MASK
        z = ((z ^ (z >> 27)) * 0x94d049bb133111eb) & MASK
        yield z ^ (z >> 31)


def noise_of(image, name, seed=1, grid=8):
    numbers = split_mix(int.from_bytes(hashlib.sha256(f"{seed}\n{image}\n{name}".encode()).digest()[:8], "big"))
    return np.array([[(next(numbers) >> 11) / 2**53 for _ in range(grid)] for _ in range(grid)])


def resized(noise, samples):
    """Centers to centers, clamped at the rim: bilinear without align_corners."""
    cells = len(noise)
    at = np.clip((np.arange(samples) + 0.5) * cells / samples - 0.5, 0, cells - 1)
    weights = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(cells)[None, :]))
    return weights @ noise @ weights.T


def overlap(on, boxes, size):
    """IoU and IoBB, by areas between all borders of cells and boxes, where nothing changes."""
    grid = len(on)
    cuts = [np.unique(np.clip(np.concatenate([np.arange(grid + 1) * size / grid] + [[b[axis], b[axis] + b[axis + 2]] for b in boxes]),
                              0, size)) for axis in (0, 1)]
    xs, ys = [(cut[1:] + cut[:-1]) / 2 for cut in cuts]
    area = np.outer(np.diff(cuts[1]), np.diff(cuts[0]))
    inside = np.zeros(area.shape, bool)
    for x, y, w, h in boxes:
        inside |= np.outer((ys > y) & (ys < y + h), (xs > x) & (xs < x + w))
    region = on[np.ix_((ys * grid / size).astype(int), (xs * grid / size).astype(int))]
    shared, whole = area[region & inside].sum(), area[region].sum()
    return (float(shared / area[region | inside].sum()), float(shared / whole)) if whole else (0.0, 0.0)


def box_region(box, size, grid):
    """The cells whose center lies in the box."""
    centers = (np.arange(grid) + 0.5) * size / grid
    if box is None:
        return np.zeros((grid, grid), bool)
    x, y, w, h = box
    return np.outer((centers > y) & (centers < y + h), (centers > x) & (centers < x + w))


def counts(found):
    return [sum(one > t for one in found) for t in THRESHOLDS]


def measured(images, classes, region):
    """Of images tested, class by class: n, and k above each T of IoU and IoBB."""
    of_class = []
    for k, name in enumerate(classes):
        found = [overlap(region(image["name"], k), boxes, SIZE) for image in images if image["tested"]
                 for boxes in [[b[1:] for b in image["boxes"] if b[0] == k]] if boxes]
        of_class.append({"boxes": len(found), "correct": counts([one[0] for one in found]),
                         "iobb_correct": counts([one[1] for one in found])})
    means = [[np.mean([c[key][t] / c["boxes"] for c in of_class if c["boxes"]]) for t in range(7)] for key in ("correct", "iobb_correct")]
    return {"classes": of_class, "mean_accuracy": means[0], "mean_iobb_accuracy": means[1]}


SIZE, GRID = 64, 32
CLASSES = ["Large", "Small", "Untrained", "Absent"]
random = np.random.default_rng(5)
images = []
for i in range(60):
    boxes = []
    # Several of a class, several classes; the third has boxes in tested images alone, the fourth nowhere.
    for _ in range(int(random.integers(0, 4))):
        cls = int(random.integers(0, 2 if i < 30 else 3))
        w, h = (int(n) for n in random.integers(*((20, 40) if cls == 0 else (4, 12)), 2))
        x, y = (int(np.clip(random.normal(at, 5), 0, SIZE - side)) for at, side in ((30 if cls == 0 else 12, w), (30, h)))
        boxes.append([cls, x, y, w, h])
    images.append({"name": f"image_{i:02}.png", "boxes": boxes, "trains": i < 30, "takes_boxes": i < 20 or i >= 50, "tested": i >= 30})

training = [box for image in images if image["trains"] and image["takes_boxes"] for box in image["boxes"]]
mean_boxes = []
for k in range(len(CLASSES)):
    own = np.array([box[1:] for box in training if box[0] == k], dtype=float)
    mean_boxes.append({"trained": len(own), "box": own.mean(0).tolist() if len(own) else None})

maps = []
for image, name, grid in [("a.png", "Mass", 128), ("a.png", "Nodule", 128), ("b.png", "Mass", 128), ("b.png", "Mass", 20), ("b.png", "Mass", 4)]:
    heat = resized(noise_of(image, name), grid) - 0.5
    maps.append({"image": image, "class": name, "grid": grid, "diagonal": np.diag(heat).tolist(), "above": int((heat > 0).sum())})

# Of NIH's boxes: the random map, and the mean of all boxes of a class, which are here those tested.
rows = list(csv.reader(gzip.open(sys.argv[1], "rt")))[1:]
of_class = {name: np.array([[float(v) for v in row[2:6]] for row in rows if row[1] == name]) for name in {row[1] for row in rows}}
nih = {name: {"boxes": len(boxes), "random_map": [], "mean_box": []} for name, boxes in sorted(of_class.items())}
for image, name, *box in rows:
    box = [float(v) for v in box[:4]]
    nih[name]["random_map"].append(overlap(resized(noise_of(image, name), 128) > 0.5, [box], 1024)[0])
    nih[name]["mean_box"].append(overlap(box_region(of_class[name].mean(0), 1024, 128), [box], 1024)[0])
for key in ("random_map", "mean_box"):
    for one in nih.values():
        one[key] = counts(one[key])
    shares = {name: np.array(one[key]) / one["boxes"] for name, one in nih.items()}
    print(key, "of", len(rows), "boxes:", np.mean(list(shares.values()), 0).round(3), "Cardiomegaly", shares["Cardiomegaly"].round(2))

pathlib.Path(__file__).with_name("controls.json").write_text(json.dumps({
    "maps": maps, "size": SIZE, "eval_grid": GRID, "classes": CLASSES, "images": images, "mean_boxes": mean_boxes,
    "random_map": measured(images, CLASSES, lambda image, k: resized(noise_of(image, CLASSES[k]), GRID) > 0.5),
    "mean_box": measured(images, CLASSES, lambda image, k: box_region(mean_boxes[k]["box"], SIZE, GRID)),
    "nih": nih}) + "\n")
