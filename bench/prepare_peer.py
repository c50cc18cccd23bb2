"""What `gren prepare` does, as one would write it in Python: cv2 decodes and resizes, imagehash hashes each lung inside its
box, ten blocks and the whole, h5py writes contiguous shards of 256 with CRC-32 a sample and SHA-256 a file; processes take
the next shard as they are free. Usage: prepare_peer.py ARCHIVE OUT SIZE PROCESSES [MASKS]"""
import csv
import hashlib
import multiprocessing
import os
import pathlib
import sys
import zlib

import cv2
import h5py
import imagehash
import numpy as np
from PIL import Image

archive, out, size, processes = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
masks = pathlib.Path(sys.argv[5]) if len(sys.argv) > 5 else None
SHARD = 256


def lung_hashes(image, lungs):
    hashes = []
    for bit in (1, 2):
        mask = (lungs & bit) != 0
        x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
        region = np.where(mask, image, 0)[y:y + h, x:x + w]
        hashes.append(int(str(imagehash.phash(Image.fromarray(region))), 16) if w else 0)
    return hashes


def block_hashes(image):
    rows, columns = (np.arange(6) * size // 5, np.arange(3) * size // 2)
    blocks = [image[rows[i]:rows[i + 1], columns[j]:columns[j + 1]] for i in range(5) for j in range(2)]
    return [int(str(imagehash.phash(Image.fromarray(block))), 16) for block in blocks]


def average_hash(image):
    bits = imagehash.average_hash(Image.fromarray(image), hash_size=16).hash
    return np.packbits(bits, bitorder="little").view("<u8")


def write_shard(job):
    number, rows = job
    cv2.setNumThreads(1)
    file = out / f"shard_{number:05}.h5"
    n = len(rows)
    with h5py.File(file, "w") as shard:
        pixels = shard.create_dataset("image", (n, size, size), "u1")
        lung_pixels = shard.create_dataset("lungs", (n, size, size), "u1")
        hashes, checksums, sizes = np.zeros((n, 2), "u8"), np.zeros(n, "u4"), np.zeros((n, 2), "i4")
        blocks, averages = np.zeros((n, 10), "u8"), np.zeros((n, 4), "u8")
        for i, row in enumerate(rows):
            decoded = cv2.imread(str(archive / "images" / row[0]), cv2.IMREAD_UNCHANGED)
            if decoded.ndim == 3:
                decoded = cv2.cvtColor(decoded, cv2.COLOR_BGRA2GRAY)
            image = cv2.resize(decoded, (size, size), interpolation=cv2.INTER_AREA)
            lungs = np.zeros((size, size), np.uint8)
            if masks:
                mask = cv2.imread(str(masks / row[0]), cv2.IMREAD_UNCHANGED)
                for bit in (1, 2):
                    shrunk = cv2.resize(((mask & bit) != 0).astype(np.uint8) * 255, (size, size), interpolation=cv2.INTER_AREA)
                    lungs |= (shrunk >= 128).astype(np.uint8) * bit
                hashes[i] = lung_hashes(image, lungs)
            blocks[i], averages[i] = block_hashes(image), average_hash(image)
            pixels[i], lung_pixels[i] = image, lungs
            sizes[i] = decoded.shape
            checksums[i] = zlib.crc32(lungs, zlib.crc32(image))
        shard["hash"], shard["checksum"], shard["size"] = hashes, checksums, sizes
        shard["block_hash"], shard["average_hash"] = blocks, averages
        string = h5py.string_dtype()
        shard.create_dataset("name", data=[row[0] for row in rows], dtype=string)
        shard.create_dataset("label", data=[row[1] for row in rows], dtype=string)
        shard.create_dataset("patient", data=[row[3] for row in rows], dtype=string)
    with open(file, "rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    return digest


if __name__ == "__main__":
    out.mkdir()
    with open(archive / "Data_Entry_2017_v2020.csv", newline="") as stream:
        table = sorted(list(csv.reader(stream))[1:])
    jobs = [(s, table[first:first + SHARD]) for s, first in enumerate(range(0, len(table), SHARD))]
    with multiprocessing.Pool(processes) as pool:
        pool.map(write_shard, jobs, chunksize=1)
