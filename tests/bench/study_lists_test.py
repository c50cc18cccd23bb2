#!/usr/bin/env python3
"""study_lists_test.py: the lists of the study on a table of films. Both halves have every build (patient p has build p mod 6, as
gren phantom numbers them), no patient is in two, and the share of diseased films with boxes is the one that was asked for."""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench" / "study"))
import worlds  # noqa: E402

films = [(f"{patient:08}_{visit:03}.png", "Mass" if (patient + visit) % 4 else "No Finding")
         for patient in range(1, 121) for visit in range(3)]
with tempfile.TemporaryDirectory() as work:
    folder = pathlib.Path(work)
    folder.joinpath("films.csv").write_text("Image Index,Finding Labels\n" + "".join(f"{n},{l}\n" for n, l in films))
    split = json.loads(worlds.lists(folder, 0.25, 1).read_text())

patients = {name: {int(film[:8]) for film in split[name]} for name in ("train", "test")}
diseased = [name for name in split["train"] if dict(films)[name] == "Mass"]
checks = {
    "all films are in one list": sorted(split["train"] + split["test"]) == [name for name, _ in films],
    "no patient is in two lists": not patients["train"] & patients["test"],
    "halves": len(patients["train"]) == len(patients["test"]) == 60,
    "both have every build": all({p % 6 for p in of_list} == set(range(6)) for of_list in patients.values()),
    "boxes": len(split["boxed"]) == len(diseased) // 4 and set(split["boxed"]) <= set(diseased),
    "sorted": all(split[name] == sorted(split[name]) for name in ("train", "test", "boxed")),
}
sys.exit("\n".join(f"wrong: {what}" for what, holds in checks.items() if not holds) or 0)
