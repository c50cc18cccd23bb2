"""Whether evaluation.json counts each group as a plain group-by of NIH's table does, and finds as many of its boxes as
boxes.csv says: python check_groups.py RUN ARCHIVE SPLIT"""
import collections
import csv
import json
import pathlib
import sys

BANDS = [(18, "0-17"), (40, "18-39"), (60, "40-59"), (80, "60-79"), (float("inf"), "80+")]


def band(age):
    return next(name for below, name in BANDS if float(age) < below) if age else "unknown"


def main(run, archive, split):
    groups = json.loads((run / "evaluation.json").read_text())["groups"]
    tested = set(json.loads(split.read_text())["test"])
    films = {row["Image Index"]: row for row in csv.DictReader((archive / "Data_Entry_2017_v2020.csv").open())
             if row["Image Index"] in tested}
    boxes = list(csv.DictReader((run / "boxes.csv").open()))
    assert groups["site"] is None, groups["site"]
    checked = 0
    for trait, of in {"sex": lambda film: film["Patient Gender"] or "unknown", "view": lambda film: film["View Position"],
                      "age": lambda film: band(film["Patient Age"])}.items():
        images = collections.Counter(of(film) for film in films.values())
        assert {name: group["images"] for name, group in groups[trait].items()} == images, (trait, groups[trait], images)
        assert list(groups[trait])[-1] == "unknown" or "unknown" not in images, list(groups[trait])
        for name, group in groups[trait].items():
            own = {image for image, film in films.items() if of(film) == name}
            assert group["patients"] == len({films[image]["Patient ID"] for image in own}), (trait, name)
            found = [box for box in boxes if box["image"] in own]
            assert group["boxes"] == len(found) == sum(one["boxes"] for one in group["classes"].values()), (trait, name)
            for label, one in group["classes"].items():
                for threshold, correct in one["correct"].items():
                    assert correct == sum(float(box["iou"]) > float(threshold) for box in found if box["class"] == label)
                present = sum(label in films[image]["Finding Labels"].split("|") for image in own)
                assert (one["positives"], one["negatives"]) == (present, len(own) - present), (trait, name, label)
                checked += 1
    assert "unknown" in groups["sex"] and "unknown" in groups["age"] and len(groups["view"]) == 2, groups.keys()
    print(f"{sum(len(groups[trait]) for trait in ('sex', 'age', 'view'))} groups, {checked} classes of them as counted")


main(*map(pathlib.Path, sys.argv[1:]))
