"""Makes blocks.png, average.png and image_hashes.json: imagehash.phash of ten blocks an image, imagehash.average_hash of 256 bits.

Needs numpy, pillow and imagehash (4.3). Both are made so that shrinking leaves no choice to a library: the images of
blocks.png are 320×320 of cells of 2×5 equal pixels, so that a block of 64×160 is 32×32 of these cells; the images of
average.png are 80×80, and the mean of 5×5 bytes is never halfway between two bytes.
"""
import json
import pathlib

import imagehash
import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).parent
SIDE, CELL = 320, (2, 5)


def smooth_noise(rng, height, width):
    """Noise whose amplitude falls with frequency, as in photographs, stretched to 0..255."""
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None, :])
    spectrum = np.fft.fft2(rng.standard_normal((height, width))) / (frequency + 0.01) ** 1.5
    image = np.fft.ifft2(spectrum).real
    return np.round(255 * (image - image.min()) / np.ptp(image)).astype(np.uint8)


def block_hashes(cells):
    """Five rows of two blocks, row-major, of 32×32 cells each."""
    blocks = [cells[top:top + 32, left:left + 32] for top in range(0, 160, 32) for left in (0, 32)]
    return [str(imagehash.phash(Image.fromarray(block))) for block in blocks]


def average_hash(image):
    """Four words: pixel i, row-major, is bit i % 64 of word i // 64."""
    side = len(image) // 16
    small = np.rint(image.reshape(16, side, 16, side).mean((1, 3))).astype(np.uint8)
    bits = imagehash.average_hash(Image.fromarray(small), hash_size=16).hash.flatten()
    return [f"{sum(int(bit) << i for i, bit in enumerate(bits[first:first + 64])):016x}" for first in range(0, 256, 64)]


rng = np.random.default_rng(20205)
cells = [smooth_noise(rng, SIDE // CELL[0], SIDE // CELL[1]) for _ in range(3)]
Image.fromarray(np.concatenate([np.kron(c, np.ones(CELL, np.uint8)) for c in cells])).save(HERE / "blocks.png", optimize=True)
films = [smooth_noise(rng, 80, 80) for _ in range(8)]
films.append(np.full((80, 80), 77, np.uint8))  # one grey: nothing is above the mean
Image.fromarray(np.concatenate(films)).save(HERE / "average.png", optimize=True)
golden = {"blocks": [block_hashes(c) for c in cells], "average": [average_hash(film) for film in films]}
(HERE / "image_hashes.json").write_text(json.dumps(golden, indent=1) + "\n")
