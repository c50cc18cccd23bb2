"""Reads, by SHARD_FORMAT.md alone, the data set that h5py_reads_test.cpp wrote, and checks every value of it.

Usage: read_shard.py FOLDER SAMPLES [aligned]   (needs numpy and h5py)
"""
import json
import pathlib
import sys
import zlib

import h5py
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "golden"))
import shard_files  # noqa: E402

folder, expected_samples, aligned = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["aligned"]
document = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
digest = document.pop("digest")
assert shard_files.digest_of(document) == digest
assert (document["format"], document["version"]) == ("gren-dataset", 4)
assert document["samples"] == expected_samples == sum(shard["samples"] for shard in document["shards"])
assert document["summary"] == {"für": [1, 2]}

TYPES = {"image": "|u1", "lungs": "|u1", "hash": "<u8", "block_hash": "<u8", "average_hash": "<u8", "flagged": "|u1", "label": "|u1", "box": "<f4",
         "box_image": "<i4", "box_class": "<i4", "size": "<i4", "name": "|O", "patient": "|O", "study": "|O", "view": "|O", "sex": "|O",
         "site": "|O", "spacing_on": "|O", "age": "<f4", "pixel_spacing": "<f4", "checksum": "<u4",
         "info_checksum": "<u4"}
if aligned:
    TYPES |= {"alignment": "<f4", "aligned_box": "<f4"}
classes = ["Atelectasis", "Épanchement"]
first = 0
for shard in document["shards"]:
    path = folder / shard["file"]
    assert shard_files.entry(path, shard["samples"], 3) == shard
    with h5py.File(path, "r") as file:
        attributes = dict(file.attrs)
        assert attributes.pop("classes").tolist() == classes == document["classes"]
        assert attributes.pop("regions").tolist() == ["left lung", "right lung"] == document["regions"]
        assert attributes == {"format": "gren-shard", "version": 4, "image_size": 3, "hash_variant": "dct32-median",
                              "lung_source": "png:masks", "aligned": document["aligned"]}, attributes
        assert document["aligned"] == ("lungs" if aligned else "none")
        assert file.attrs["version"].dtype == file.attrs["image_size"].dtype == np.dtype("<i4")
        assert {name: data.dtype.str for name, data in file.items()} == TYPES
        for name in ("name", "patient", "study", "view", "sex", "site", "spacing_on"):
            assert h5py.check_string_dtype(file[name].dtype) == ("utf-8", None)
        n = shard["samples"]
        bytes_of_file = path.read_bytes()
        boxes = 0
        for k in range(n):
            i = first + k
            row, column = np.meshgrid(np.arange(3), np.arange(3), indexing="ij")
            image, lungs = (31 * i + 7 * row + column + 5) % 256, (i + row + 2 * column) % 4
            assert (file["image"][k] == image).all() and (file["lungs"][k] == lungs).all()
            offset = file["image"].id.get_offset() + 9 * k
            assert bytes_of_file[offset:offset + 9] == image.astype(np.uint8).tobytes()
            pixels = image.astype(np.uint8).tobytes() + lungs.astype(np.uint8).tobytes()
            assert file["checksum"][k] == zlib.crc32(pixels)
            assert file["name"].asstr()[k] == f"image_{i}.png"
            assert file["patient"].asstr()[k] == ("" if i % 5 == 4 else f"patient {i // 2}")
            assert file["hash"][k].tolist() == [0x9E3779B97F4A7C15 * i % 2**64, 2**64 - 1 - i]
            assert file["block_hash"][k].tolist() == [0x2545F4914F6CDD1D * (10 * i + b + 1) % 2**64 for b in range(10)]
            assert file["average_hash"][k].tolist() == [2**64 - 1 - (4 * i + w) for w in range(4)]
            assert file["flagged"][k] == (i % 3 == 0)
            assert file["label"][k].tolist() == [i % 2, 255 if i % 4 == 0 else 0]
            assert file["size"][k].tolist() == [1000 + i, 2000 + i]
            words = [file[column].asstr()[k] for column in ("study", "view", "sex", "site", "spacing_on")]
            assert words == ([f"study {i}", "PA", "F", "ward", "detector"] if i % 2 else [""] * 5)
            film = [file["age"][k], *file["pixel_spacing"][k]]
            np.testing.assert_array_equal(film, [i + 0.5, 0.125, 0.25] if i % 2 else [np.nan] * 3)
            mine = np.flatnonzero(file["box_image"][:] == k)
            assert file["box"][:][mine].tolist() == [[b + 0.25, i, 0.5, 1.5] for b in range(i % 3)]
            assert file["box_class"][:][mine].tolist() == [i % 2] * (i % 3)
            info = file["name"].asstr()[k].encode() + b"\0" + file["patient"].asstr()[k].encode() + b"\0"
            info += b"".join(file[field][k].tobytes() for field in ("hash", "block_hash", "average_hash", "flagged", "label", "size"))
            info += b"".join(word.encode() + b"\0" for word in words)
            info += file["age"][k].tobytes() + file["pixel_spacing"][k].tobytes()
            info += b"".join(file["box"][b].tobytes() + file["box_class"][b].tobytes() for b in mine)
            if aligned:
                assert file["alignment"][k].tolist() == [[1, 0.25, i / 8], [-0.25, 1, 0]]
                assert file["aligned_box"][:][mine].tolist() == [[(b + 0.25) / 2, i / 2, 0.5, 1.5] for b in range(i % 3)]
                info += file["alignment"][k].tobytes() + b"".join(file["aligned_box"][b].tobytes() for b in mine)
            assert file["info_checksum"][k] == zlib.crc32(info)
            boxes += len(mine)
        assert boxes == len(file["box"]) == len(file["box_class"])
        assert len(file["image"]) == len(file["name"]) == n
    first += n
print(f"{first} samples are as written")
