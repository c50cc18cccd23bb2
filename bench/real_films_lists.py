"""Turned copies of prepared films as an archive with four classes, and the lists of a cross-validation by patient.

Usage: real_films_lists.py SHARDS OUT FOLDS
(needs numpy and h5py)

OUT/turned is a manifest: every film at 0, 90, 180 and 270 degrees, a class each. OUT/foldF.json and foldF_turned.json are
splits of the films and of the turned ones, without boxes; foldF.txt and foldF_turned.txt name the tested PNGs.
"""
import collections
import json
import pathlib
import struct
import sys
import zlib

import h5py
import numpy as np

TURNS = (0, 90, 180, 270)


def write_png(file, grey):
    """Grey, 8 bits, no filter (ISO/IEC 15948)."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    height, width = grey.shape
    rows = np.pad(grey, ((0, 0), (1, 0))).tobytes()  # each behind the number of its filter, 0
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
                     chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def films_of(shards):
    """(name, patient, labels [K], pixels [S, S]) of each, sorted by name."""
    for shard in sorted(pathlib.Path(shards).glob("*.h5")):
        with h5py.File(shard) as file:
            yield from zip(file["name"].asstr()[:], file["patient"].asstr()[:], file["label"][:], file["image"][:])


def folds_of(films, count):
    """{patient: fold}: patients in the order of their rarest disease are dealt out, so that every fold has some of each."""
    patients = collections.defaultdict(bool)  # the diseases of all of a patient's films
    for _, patient, label, _ in films:
        patients[patient] = patients[patient] | (label == 1)
    positives = np.sum(list(patients.values()), axis=0)
    def rarest(patient):
        return min(positives[patients[patient]], default=len(films))
    ordered = sorted(patients, key=lambda patient: (rarest(patient), patient))
    return {patient: i % count for i, patient in enumerate(ordered)}


def turned_name(name, turn):
    return f"{pathlib.Path(name).stem}_{turn}.png"


def write_turned(folder, films):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.ini").write_text("version = 1\nclasses = " + "|".join(f"turned {turn}" for turn in TURNS) + "\n")
    with open(folder / "images.csv", "w") as table:
        print("image,path,patient,labels", file=table)
        for name, patient, _, pixels in films:
            for quarters, turn in enumerate(TURNS):
                file = turned_name(name, turn)
                write_png(folder / file, np.rot90(pixels, quarters))
                print(f"{file},{file},{patient},turned {turn}", file=table)


def write_lists(out, name, fold, trained, tested, pictures):
    """A split, and the PNGs of what it tests."""
    split = {"format": "gren-split", "version": 1, "participation": "labels", "fold": fold, "split_by": "patient", "seed": 0,
             "train": sorted(trained), "boxed": [], "validation": [], "test": sorted(tested)}
    (out / f"{name}.json").write_text(json.dumps(split))
    (out / f"{name}.txt").write_text("".join(f"{out / 'turned' / picture}\n" for picture in pictures))


def main(shards, out, count):
    out = pathlib.Path(out).resolve()
    films = list(films_of(shards))
    write_turned(out / "turned", films)
    fold_of = folds_of(films, int(count))
    for fold in range(int(count)):
        trained = [name for name, patient, _, _ in films if fold_of[patient] != fold]
        tested = [name for name, patient, _, _ in films if fold_of[patient] == fold]
        write_lists(out, f"fold{fold}", fold, trained, tested, [turned_name(name, 0) for name in tested])
        turned = [[turned_name(name, turn) for name in side for turn in TURNS] for side in (trained, tested)]
        write_lists(out, f"fold{fold}_turned", fold, *turned, turned[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
