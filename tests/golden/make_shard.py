"""Writes h5py_set/: a prepared data set made by h5py from SHARD_FORMAT.md alone, which Dataset must read.

Run: python3 tests/golden/make_shard.py   (needs numpy and h5py)
"""
import json
import pathlib
import zlib

import h5py
import numpy as np
from shard_files import digest_of, entry

SIDE = 3
CLASSES = ["Atelectasis", "Épanchement"]
folder = pathlib.Path(__file__).parent / "h5py_set"
folder.mkdir(exist_ok=True)

traits = {"classes": CLASSES, "image_size": SIDE, "hash_variant": "dct32-median", "lung_source": "png:masks",
          "regions": ["left lung", "right lung"], "aligned": "none"}


def info_bytes(file, k):
    text = file["name"].asstr()[k].encode() + b"\0" + file["patient"].asstr()[k].encode() + b"\0"
    numbers = [file[name][k].tobytes() for name in ("hash", "block_hash", "average_hash", "flagged", "label", "size")]
    words = [file[name].asstr()[k].encode() + b"\0" for name in ("study", "view", "sex", "site", "spacing_on")]
    numbers += words + [file[name][k].tobytes() for name in ("age", "pixel_spacing")]
    boxes = [file["box"][i].tobytes() + file["box_class"][i].tobytes()
             for i in range(len(file["box"])) if file["box_image"][i] == k]
    return text + b"".join(numbers) + b"".join(boxes)


def write_shard(name, first, names, patients, hashes, flagged, labels, boxes, sizes):
    n = len(names)
    i, row, column = np.meshgrid(np.arange(first, first + n), np.arange(SIDE), np.arange(SIDE), indexing="ij")
    image = ((31 * i + 7 * row + column + 5) % 256).astype(np.uint8)
    lungs = ((i + row + 2 * column) % 4).astype(np.uint8)
    with h5py.File(folder / name, "w", libver="earliest") as file:
        string = h5py.string_dtype("utf-8")
        file.attrs.create("format", "gren-shard", dtype=string)
        file.attrs.create("version", 4, dtype="<i4")
        file.attrs.create("classes", CLASSES, dtype=string)
        file.attrs.create("image_size", SIDE, dtype="<i4")
        file.attrs.create("hash_variant", traits["hash_variant"], dtype=string)
        file.attrs.create("lung_source", traits["lung_source"], dtype=string)
        file.attrs.create("regions", traits["regions"], dtype=string)
        file.attrs.create("aligned", traits["aligned"], dtype=string)
        file["image"] = image
        file["lungs"] = lungs
        file["hash"] = np.array(hashes, dtype="<u8")
        # Word w of sample i of the set, with bits in the upper half and in the lower.
        word = np.arange(first, first + n, dtype="<u8")[:, None] * 16 + np.arange(10, dtype="<u8")
        file["block_hash"] = word << np.uint64(56) | np.uint64(0xB)
        file["average_hash"] = word[:, :4] << np.uint64(56) | np.uint64(0xA)
        file["flagged"] = np.array(flagged, dtype="u1")
        file["label"] = np.array(labels, dtype="u1")
        file["box"] = np.array([b[2:] for b in boxes], dtype="<f4").reshape(-1, 4)
        file["box_image"] = np.array([b[0] for b in boxes], dtype="<i4")
        file["box_class"] = np.array([b[1] for b in boxes], dtype="<i4")
        file["size"] = np.array(sizes, dtype="<i4")
        file.create_dataset("name", data=names, dtype=string)
        file.create_dataset("patient", data=patients, dtype=string)
        for column, word in (("study", "s"), ("view", "AP"), ("sex", "M"), ("site", ""), ("spacing_on", "patient")):
            file.create_dataset(column, data=[word] * n, dtype=string)
        file["age"] = np.array([61.5] * (n - 1) + [np.nan], dtype="<f4")
        file["pixel_spacing"] = np.array([[0.139, 0.143]] * n, dtype="<f4")
        file["checksum"] = np.array(
            [zlib.crc32(image[k].tobytes() + lungs[k].tobytes()) for k in range(n)], dtype="<u4")
        file["info_checksum"] = np.array([zlib.crc32(info_bytes(file, k)) for k in range(n)], dtype="<u4")
    return entry(folder / name, n, SIDE)


shards = [
    write_shard("a.h5", 0, ["00000001_000.png", "00000001_001.png", "ü.png"], ["1", "1", ""],
                [[0xFEDCBA9876543210, 1], [2, 0xFFFFFFFFFFFFFFFF], [0, 0]], [0, 0, 1], [[1, 0], [0, 255], [0, 1]],
                [(2, 1, 0.5, 0.25, 1.5, 2), (0, 0, 0, 0, 1, 1), (2, 1, 1, 1, 2, 2)],
                [[1024, 1024], [2544, 3056], [1, 70000]]),
    write_shard("b.h5", 3, ["00000003_000.png"], ["3"], [[5, 6]], [0], [[0, 0]], [], [[512, 512]]),
]
document = {"format": "gren-dataset", "version": 4, **traits, "samples": 4, "shards": shards,
            "summary": {"made by": "h5py", "für": "Dataset"}}
document["digest"] = digest_of(document)
(folder / "dataset.json").write_text(json.dumps(document, indent=1))
