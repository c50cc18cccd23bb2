"""Makes the image files of decode/ with Pillow, and decode.json with the grey values they must decode to.

Needs numpy and pillow. Luminance is ITU-R 601: 0.299 R + 0.587 G + 0.114 B.
"""
import io
import json
import pathlib

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).parent
OUT = HERE / "decode"
OUT.mkdir(exist_ok=True)

rng = np.random.default_rng(7)
grey = rng.integers(0, 256, (5, 7), dtype=np.uint8)
rgb = rng.integers(0, 256, (5, 7, 3), dtype=np.uint8)
alpha = rng.integers(0, 256, (5, 7), dtype=np.uint8)
deep = rng.integers(100, 4096, (5, 7)).astype(np.uint16)
ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)

luminance = rgb @ np.array([0.299, 0.587, 0.114])
scaled = (deep - deep.min()) * 255.0 / (deep.max() - deep.min())

golden = {}


def save(name, image, values, channels, bits):
    image.save(OUT / name)
    golden[name] = {"rows": len(values), "grey": np.asarray(values).round(3).ravel().tolist(),
                    "channels": channels, "bits": bits}


save("grey.png", Image.fromarray(grey), grey, 1, 8)
save("rgb.png", Image.fromarray(rgb), luminance, 3, 8)
save("rgba.png", Image.fromarray(np.dstack([rgb, alpha])), luminance, 4, 8)
save("rgba_equal.png", Image.fromarray(np.dstack([ramp, ramp, ramp, ramp[::-1]])), ramp, 4, 8)
save("grey_alpha.png", Image.fromarray(np.dstack([grey, alpha])), grey, 4, 8)
save("deep.png", Image.fromarray(deep), scaled, 1, 16)
save("deep_constant.png", Image.fromarray(np.full((5, 7), 900, np.uint16)), np.zeros((5, 7)), 1, 16)
save("bit.png", Image.fromarray(grey > 127), 255 * (grey > 127), 1, 8)
flat = np.full((16, 24), 93, np.uint8)
save("flat.jpg", Image.fromarray(flat), flat, 1, 8)
save("one.png", Image.fromarray(np.full((1, 1), 201, np.uint8)), [[201]], 1, 8)
indexed = Image.fromarray(rgb).quantize(16)
save("palette.png", indexed, np.asarray(indexed.convert("RGB")) @ np.array([0.299, 0.587, 0.114]), 3, 8)
# A CMYK JPEG under a PNG's name, of one colour, so that the codec's rounding stays small.
inks = Image.new("CMYK", (16, 8), (40, 80, 120, 30))
buffer = io.BytesIO()
inks.save(buffer, "JPEG", quality=100)
(OUT / "cmyk_jpeg.png").write_bytes(buffer.getvalue())
printed = np.asarray(inks.convert("RGB")) @ np.array([0.299, 0.587, 0.114])
golden["cmyk_jpeg.png"] = {"rows": 8, "grey": printed.round(3).ravel().tolist(), "channels": 3, "bits": 8}
(HERE / "decode.json").write_text(json.dumps(golden) + "\n")
