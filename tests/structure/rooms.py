#!/usr/bin/env python3
"""Holds the includes to the arrows between rooms (folders): tests/structure/rooms.py [ROOT].

Prints each include that no arrow allows, each circle, each file that lies in no room and each file over 300 lines, and
exits with 1 where there is one. The arrows stand here and, as targets, in each folder's CMakeLists.txt.
"""
import os
import re
import sys

from tree import CPP, files_of

ARROWS = {
    # dataio: images and tables -> shards
    "dataio": "",
    "dataio/shards": "dataio",
    "dataio/archive": "dataio dataio/films",
    "dataio/dicom": "dataio",
    "dataio/films": "dataio dataio/dicom",
    "dataio/manifest": "dataio dataio/archive",
    "dataio/importers": "dataio dataio/archive dataio/films",
    "dataio/phantom": "dataio",
    "dataio/hashes": "dataio",
    "dataio/tensors": "dataio",
    "dataio/lungs": "dataio",
    "dataio/lung_network": "dataio dataio/lungs dataio/tensors",
    # distributed: ranks and what travels between them
    "distributed/session": "",
    "distributed/transport": "",
    "distributed/mpi": "distributed/session distributed/transport",
    "distributed/gpu": "distributed/session distributed/transport distributed/mpi",
    "distributed/kernels": "",
    "distributed": "distributed/session distributed/transport distributed/mpi distributed/gpu distributed/kernels",
    # graph: the mathematics of Eq. 4-10 and its two paths
    "graph/kernels": "distributed/kernels",
    "graph": "graph/kernels distributed dataio",
    # src: the program
    "src/run": "dataio dataio/dicom dataio/shards",
    "src/measures": "dataio",
    "src/inspect": "dataio/shards",
    "src/report": "src/measures src/run dataio dataio/shards",
    "src/card": "src/report src/run dataio dataio/shards",
    "src/completion": "dataio",
    "src/companions": "dataio dataio/shards",
    "src/ranks": "src/run distributed distributed/gpu dataio",
    "src/network": "distributed dataio dataio/tensors",
    "src/method": "src/network src/companions src/run graph distributed dataio dataio/shards dataio/tensors",
    "src/tensorboard": "dataio",
    "src/timing": "src/run distributed distributed/transport dataio",
    "src/memory": "src/method src/ranks graph distributed",
    "src/training": "src/method src/companions src/memory src/tensorboard src/timing src/network src/ranks src/run graph distributed"
                    " distributed/session distributed/gpu dataio dataio/shards dataio/tensors",
    "src/evaluation": "src/training src/memory src/method src/network src/companions src/measures src/run distributed dataio"
                      " dataio/shards",
    "src/prediction": "src/evaluation src/method src/run dataio dataio/archive dataio/dicom dataio/films dataio/tensors",
    "src/plan": "src/training src/run distributed/session dataio dataio/shards dataio/tensors dataio/hashes",
    "src/prepare": "src/run distributed/session dataio dataio/shards dataio/archive dataio/dicom dataio/films dataio/hashes"
                   " dataio/importers dataio/lungs dataio/manifest",
    "src/segmenter": "src/network dataio dataio/archive dataio/films dataio/lung_network dataio/phantom",
    "src/doctor": "src/run distributed distributed/session dataio dataio/shards",
}
ABOVE_ALL = ("src/commands", "src/commands/engine", "src")  # commands use every room; main.cpp uses commands
LONGEST = 300
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<((?:src|dataio|distributed|graph)/[^>]+)>)', re.M)


def room_of(path):
    return os.path.dirname(path)


def sources(root):
    return [f for f in files_of(root, CPP) if f.startswith(("src/", "dataio/", "distributed/", "graph/"))]


def includes(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return [quoted or angled for quoted, angled in INCLUDE.findall(file.read())]


def circles(arrows):
    """Rooms that reach themselves."""
    found = []
    for start in arrows:
        reached, ahead = set(), list(arrows[start])
        while ahead:
            room = ahead.pop()
            if room not in reached:
                reached.add(room)
                ahead += arrows.get(room, ())
        if start in reached:
            found.append(start)
    return found


def faults(root):
    allowed = {room: set(uses.split()) for room, uses in ARROWS.items()}
    seen = {room: set() for room in ARROWS}
    for path in sources(root):
        room = room_of(path)
        if room == "src" and path != "src/main.cpp":
            yield f"{path}: lies in no room; src/ holds main.cpp and folders"
        if room not in ARROWS and room not in ABOVE_ALL:
            yield f"{path}: the room {room} has no line in tests/structure/rooms.py"
        with open(os.path.join(root, path), encoding="utf-8") as file:
            lines = sum(1 for _ in file)
        if lines > LONGEST:
            yield f"{path}: {lines} lines; at most {LONGEST}"
        for include in includes(root, path):
            to = room_of(include)
            if to == room:
                continue
            if room in ABOVE_ALL:
                if to == "src" or (to.startswith("src/commands") and len(to) > len(room) and room != "src"):
                    yield f"{path}: includes {include}, which stands above it"
                continue
            if to not in allowed.get(room, ()):
                yield f"{path}: includes {include}, and no arrow leads from {room} to {to}"
            seen.setdefault(room, set()).add(to)
    for room in circles(allowed):
        yield f"{room}: reaches itself by the arrows of tests/structure/rooms.py"
    for room, uses in allowed.items():
        for unused in sorted(uses - seen[room]):
            yield f"{room}: no include uses the arrow to {unused}; take it out"


if __name__ == "__main__":
    found = list(faults(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..", "..")))
    print("\n".join(found) or "every include follows an arrow, and no arrow returns")
    sys.exit(bool(found))
