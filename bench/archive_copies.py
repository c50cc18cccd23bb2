"""A larger archive out of a small one: every radiograph of ARCHIVE under several names (links, no bytes), with its
labels, and two ellipses as the lungs of all. Usage: archive_copies.py ARCHIVE OUT COPIES   (needs numpy, opencv)"""
import csv
import gzip
import pathlib
import sys

import cv2
import numpy as np

archive, out, copies = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]), int(sys.argv[3])
images = {file.name: file for file in archive.rglob("*.png")}
(out / "images").mkdir(parents=True)
(out / "masks").mkdir()
lungs = np.zeros((1024, 1024), np.uint8)
cv2.ellipse(lungs, (320, 500), (150, 300), 0, 0, 360, 2, -1)
cv2.ellipse(lungs, (704, 500), (150, 300), 0, 0, 360, 1, -1)
cv2.imwrite(str(out / "lungs.png"), lungs)
with gzip.open(next(archive.glob("Data_Entry_2017*.csv.gz")), "rt") as source, \
        open(out / "Data_Entry_2017_v2020.csv", "w", newline="") as target:
    rows, writer = csv.reader(source), csv.writer(target)
    writer.writerow(next(rows))
    for row in rows:
        if row[0] not in images:
            continue
        for copy in range(copies):
            name = f"{copy:03}_{row[0]}"
            (out / "images" / name).symlink_to(images[row[0]])
            (out / "masks" / name).symlink_to((out / "lungs.png").resolve())
            writer.writerow([name] + row[1:])
