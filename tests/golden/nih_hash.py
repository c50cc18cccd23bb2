"""Makes nih_phash.csv: imagehash.phash of whole NIH ChestX-ray14 images, none of which is part of this project.

    nih_hash.py FOLDER_OF_IMAGES
Needs pillow and imagehash (4.3). RGBA images become luminance, as everywhere here.
"""
import pathlib
import sys

import imagehash
from PIL import Image

lines = ["Image Index,imagehash.phash"]
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.png")):
    lines.append(f"{file.name},{imagehash.phash(Image.open(file).convert('RGB').convert('L'))}")
(pathlib.Path(__file__).parent / "nih_phash.csv").write_text("\n".join(lines) + "\n")
