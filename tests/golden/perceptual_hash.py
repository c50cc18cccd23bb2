"""Makes phash32.png, phash_large.png and phash.json: what imagehash.phash says of generated images.

Needs numpy, pillow and imagehash (4.3). The images are smooth noise, stacked into one strip per size.
"""
import json
import pathlib

import imagehash
import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).parent


def smooth_noise(rng, height, width):
    """Noise whose amplitude falls with frequency, as in photographs, stretched to 0..255."""
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None, :])
    spectrum = np.fft.fft2(rng.standard_normal((height, width))) / (frequency + 0.01) ** 1.5
    image = np.fft.ifft2(spectrum).real
    return np.round(255 * (image - image.min()) / np.ptp(image)).astype(np.uint8)


def strip(name, images):
    Image.fromarray(np.concatenate(images)).save(HERE / name, optimize=True)
    return [str(imagehash.phash(Image.fromarray(image))) for image in images]


rng = np.random.default_rng(20171)
small = [smooth_noise(rng, 32, 32) for _ in range(20)]
large = [smooth_noise(rng, 150, 110) for _ in range(8)]
golden = {"32x32": strip("phash32.png", small), "150x110": strip("phash_large.png", large)}
(HERE / "phash.json").write_text(json.dumps(golden, indent=1) + "\n")
