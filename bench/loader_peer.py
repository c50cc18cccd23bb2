"""The same batches by h5py: rows of `image` and `lungs` in random order read straight into a batch's array. Prints images a
second of wall and of CPU time, of contiguous shards and of the same shards with gzip (a sample a chunk, level 4).
Usage: loader_peer.py SET raw|gzip BATCH IMAGES"""
import json
import pathlib
import random
import sys
import time

import h5py
import numpy as np

folder, kind, batch, images = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
places = []
for shard in json.loads((folder / "dataset.json").read_text())["shards"]:
    path = folder / shard["file"]
    if kind == "gzip":
        packed = path.with_suffix(".gzip")
        if not packed.exists():
            with h5py.File(path) as source, h5py.File(packed, "w") as target:
                for name in ("image", "lungs"):
                    values = source[name]
                    target.create_dataset(name, data=values[:], chunks=(1,) + values.shape[1:], compression="gzip",
                                          compression_opts=4)
        path = packed
    file = h5py.File(path)
    places += [(file["image"], file["lungs"], row) for row in range(shard["samples"])]
side = places[0][0].shape[1]
random.seed(1)
start, cpu = time.perf_counter(), time.process_time()
done = 0
while done < images:
    random.shuffle(places)
    for first in range(0, len(places) - batch + 1, batch):
        image, lungs = np.empty((batch, side, side), np.uint8), np.empty((batch, side, side), np.uint8)
        for i, (images_of, lungs_of, row) in enumerate(places[first:first + batch]):
            images_of.read_direct(image, np.s_[row], np.s_[i])
            lungs_of.read_direct(lungs, np.s_[row], np.s_[i])
        done += batch
        if done >= images:
            break
print(done / (time.perf_counter() - start), done / (time.process_time() - cpu))
