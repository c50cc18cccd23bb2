"""Data sets of shard_draw.py's words, written and read by h5py from dataio/SHARD_FORMAT.md alone (needs numpy and h5py)."""
import hashlib
import json
import zlib

import h5py
import numpy as np

STRING = h5py.string_dtype("utf-8")
TRAITS = ("classes", "image_size", "hash_variant", "lung_source", "regions", "aligned")
ATTRIBUTES = [("format", STRING), ("version", "<i4"), ("classes", STRING), ("image_size", "<i4"), ("hash_variant", STRING),
              ("lung_source", STRING), ("regions", STRING), ("aligned", STRING)]
NUMBERS = {"hash": "<u8", "block_hash": "<u8", "average_hash": "<u8", "flagged": "u1", "label": "u1", "size": "<i4"}
WORDS = ("name", "patient", "study", "view", "sex", "site", "spacing_on")


def info_bytes(film):
    word = lambda name: film[name].encode() + b"\0"
    known = lambda *values: np.array([np.nan if value is None else value for value in values], "<f4").tobytes()
    parts = [word("name"), word("patient"), *(np.array(film[name], kind).tobytes() for name, kind in NUMBERS.items()),
             *map(word, ("study", "view", "sex", "site", "spacing_on")), known(film["age"]), known(*film["spacing"])]
    parts += [np.array(box[1:], "<f4").tobytes() + np.array(box[0], "<i4").tobytes() for box in film["boxes"]]
    if film["alignment"]:
        parts.append(np.array(film["alignment"]["map"], "<f4").tobytes())
        parts += [np.array(box[1:], "<f4").tobytes() for box in film["alignment"]["boxes"]]
    return b"".join(parts)


def checksums(films):
    pixels = [zlib.crc32(bytes(film["image"]) + bytes(film["lungs"])) for film in films]
    return pixels, [zlib.crc32(info_bytes(film)) for film in films]


def entry(path, samples, side):
    """The shard's row of dataset.json."""
    whole = path.read_bytes()
    with h5py.File(path, "r") as file:
        places = {"image_offset": file["image"].id.get_offset(), "lungs_offset": file["lungs"].id.get_offset()}
    early, late = sorted(places.values())
    pixels = samples * side**2
    metadata = whole[:early] + whole[early + pixels:late] + whole[late + pixels:]
    return {"file": path.name, "samples": samples, "sha256": hashlib.sha256(whole).hexdigest(),
            "metadata_sha256": hashlib.sha256(metadata).hexdigest(), **places}


def digest_of(document):
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def write_shard(path, described, films):
    side = described["image_size"]
    values = described | {"format": "gren-shard", "version": 4}
    with h5py.File(path, "w", libver="earliest") as file:
        for name, kind in ATTRIBUTES:
            file.attrs.create(name, values[name], dtype=kind)
        for name in ("image", "lungs"):
            file[name] = np.array([film[name] for film in films], "u1").reshape(-1, side, side)
        for name, kind in NUMBERS.items():
            file[name] = np.array([film[name] for film in films], kind)
        for name in WORDS:
            file.create_dataset(name, data=[film[name] for film in films], dtype=STRING)
        file["age"] = np.array([film["age"] for film in films], "<f4")
        file["pixel_spacing"] = np.array([film["spacing"] for film in films], "<f4")
        boxes = [(row, box) for row, film in enumerate(films) for box in film["boxes"]]
        file["box"] = np.array([box[1:] for _, box in boxes], "<f4").reshape(-1, 4)
        file["box_class"] = np.array([box[0] for _, box in boxes], "<i4")
        file["box_image"] = np.array([row for row, _ in boxes], "<i4")
        if described["aligned"] == "lungs":
            file["alignment"] = np.array([film["alignment"]["map"] for film in films], "<f4").reshape(-1, 2, 3)
            file["aligned_box"] = np.array([box[1:] for film in films for box in film["alignment"]["boxes"]], "<f4").reshape(-1, 4)
        for name, sums in zip(("checksum", "info_checksum"), checksums(films)):
            file[name] = np.array(sums, "<u4")
    return entry(path, len(films), side)


def write_set(described, folder):
    folder.mkdir(parents=True)
    films, per_shard = described["films"], described["per_shard"]
    shards = [write_shard(folder / f"part {first}.h5", described, films[first:first + per_shard])
              for first in range(0, len(films), per_shard)]
    document = {"format": "gren-dataset", "version": 4, **{name: described[name] for name in TRAITS}, "samples": len(films),
                "shards": shards, "summary": described["summary"]}
    (folder / "dataset.json").write_text(json.dumps(document | {"digest": digest_of(document)}), encoding="utf-8")


def read_films(path, side, row_of_set):
    number = lambda value: None if np.isnan(value) else float(value)
    with h5py.File(path, "r") as file:
        assert row_of_set == entry(path, row_of_set["samples"], side), path
        films = []
        for k in range(len(file["name"])):
            mine = [i for i, row in enumerate(file["box_image"][:]) if row == k]
            boxed = lambda column: [[int(file["box_class"][i]), *map(float, file[column][i])] for i in mine]
            films.append({name: file[name].asstr()[k] for name in WORDS} | {name: file[name][k].tolist() for name in NUMBERS}
                         | {"flagged": bool(file["flagged"][k]), "boxes": boxed("box"), "age": number(file["age"][k]),
                            "spacing": [number(value) for value in file["pixel_spacing"][k]],
                            "alignment": {"map": file["alignment"][k].ravel().tolist(), "boxes": boxed("aligned_box")}
                            if "alignment" in file else None,
                            "image": file["image"][k].ravel().tolist(), "lungs": file["lungs"][k].ravel().tolist()})
        assert (file["checksum"][:].tolist(), file["info_checksum"][:].tolist()) == checksums(films), path
        attributes = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in file.attrs.items()}
    return films, attributes


def read_set(folder):
    document = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
    assert document.pop("digest") == digest_of(document), folder
    found = {name: document[name] for name in TRAITS} | {"summary": document["summary"], "films": []}
    for shard in document["shards"]:
        films, attributes = read_films(folder / shard["file"], document["image_size"], shard)
        assert attributes == {name: document[name] for name in TRAITS} | {"format": "gren-shard", "version": 4}, attributes
        found["films"] += films
    assert document["samples"] == len(found["films"])
    return found
