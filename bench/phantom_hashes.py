"""How much a data set's hashes know of who shares a disease: a row of AUCs.

Usage: phantom_hashes.py LABEL SHARDS [SHARDS OF THE SAME IMAGES WITH OTHER REGIONS...]
(needs numpy and h5py; prints Markdown)

Each pair of diseased images of two patients has a similarity, 1 - bits that differ / bits, and shares a disease or does
not; the AUC is the chance that a pair which does is more similar than one which does not. 0.5: the hashes know nothing.
"""
import pathlib
import sys

import h5py
import numpy as np


def column(shards, name):
    parts = []
    for shard in sorted(pathlib.Path(shards).glob("*.h5")):
        with h5py.File(shard) as file:
            data = file[name]
            parts.append(data.asstr()[:].astype(int) if name == "patient" else data[:])
    return np.concatenate(parts)


def similarity(hashes, u, v):
    words = hashes.reshape(len(hashes), -1)
    bits = np.unpackbits((words[u] ^ words[v]).view(np.uint8), axis=1)
    return 1 - bits.mean(1)


def area(similar, shares):
    """Mann-Whitney's statistic, ties counted half."""
    values, place, count = np.unique(similar, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    positive = int(shares.sum())
    return (rank[shares].sum() - positive * (positive + 1) / 2) / (positive * (len(shares) - positive))


def main(label, *sets):
    disease, patient = column(sets[0], "label") == 1, column(sets[0], "patient")
    u, v = np.triu_indices(len(patient), 1)
    kept = (patient[u] != patient[v]) & disease[u].any(1) & disease[v].any(1)
    u, v = u[kept], v[kept]
    shares = (disease[u] & disease[v]).any(1)
    cells = [label, f"{len(u)}", f"{shares.mean():.3f}"]
    for shards in sets:
        similar = similarity(column(shards, "hash"), u, v)
        cells.append(f"{area(similar, shares):.3f} ({similar[shares].mean() - similar[~shares].mean():+.3f})")
    cells.append(f"{area(similarity(column(sets[0], 'block_hash'), u, v), shares):.3f}")
    cells.append(f"{area(similarity(column(sets[0], 'average_hash'), u, v), shares):.3f}")
    print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(*sys.argv[1:])
