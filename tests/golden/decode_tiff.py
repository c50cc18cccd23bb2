"""Makes the TIFF files of decode_tiff/ and decode_tiff.json: the grey values they must decode to, or why not.

Needs numpy and pillow; what Pillow cannot write (white as zero, big endian, tiles) is written here by the specification
(TIFF 6.0). 16 bits go from the image's own least to its greatest value to 0..255.
"""
import json
import pathlib
import struct

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).parent
OUT = HERE / "decode_tiff"
OUT.mkdir(exist_ok=True)

rng = np.random.default_rng(11)
grey = rng.integers(0, 256, (21, 35), dtype=np.uint8)
rgb = rng.integers(0, 256, (21, 35, 3), dtype=np.uint8)
alpha = rng.integers(0, 256, (21, 35), dtype=np.uint8)
deep = rng.integers(100, 4096, (21, 35)).astype(np.uint16)
luminance = rgb @ np.array([0.299, 0.587, 0.114])
scaled = (deep - deep.min()) * 255.0 / (deep.max() - deep.min())
golden = {}


def expect(name, values, channels, bits):
    golden[name] = {"rows": len(values), "grey": np.asarray(values).round(3).ravel().tolist(), "channels": channels,
                    "bits": bits}


def refuse(name, found):
    golden[name] = {"found": found}


def plain(name, values, photometric, order="<", tile=None, **more):
    """An uncompressed TIFF of one strip, or of square tiles."""
    rows, columns = values.shape
    typed = values.astype(values.dtype.newbyteorder(order))
    if tile:
        padded = np.zeros((-(-rows // tile) * tile, -(-columns // tile) * tile), typed.dtype)
        padded[:rows, :columns] = typed
        parts = [padded[i : i + tile, j : j + tile].tobytes() for i in range(0, rows, tile) for j in range(0, columns, tile)]
    else:
        parts = [typed.tobytes()]
    sizes = [len(part) for part in parts]
    starts = [8 + sum(sizes[:i]) for i in range(len(parts))]
    tags = {256: [columns], 257: [rows], 258: [8 * values.itemsize], 259: [1], 262: [photometric], 277: [1],
            324 if tile else 273: starts, 325 if tile else 279: sizes}
    tags |= {322: [tile], 323: [tile]} if tile else {278: [rows]}
    tags |= {int(tag[1:]): [value] for tag, value in more.items()}
    at = 8 + sum(sizes)
    entries, extra = b"", b""
    beyond = at + 2 + 12 * len(tags) + 4
    for tag, numbers in sorted(tags.items()):
        value = struct.pack(f"{order}{len(numbers)}I", *numbers)
        if len(value) > 4:
            extra, value = extra + value, struct.pack(order + "I", beyond + len(extra))
        entries += struct.pack(order + "HHI", tag, 4, len(numbers)) + value
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", at)
    (OUT / name).write_bytes(head + b"".join(parts) + struct.pack(order + "H", len(tags)) + entries + bytes(4) + extra)


def by_pillow(name, image, **how):
    image.save(OUT / name, **how)


for kind in ("tiff_lzw", "tiff_adobe_deflate", "packbits"):
    by_pillow(f"grey_{kind}.tif", Image.fromarray(grey), compression=kind)
    expect(f"grey_{kind}.tif", grey, 1, 8)
    by_pillow(f"deep_{kind}.tif", Image.fromarray(deep), compression=kind)
    expect(f"deep_{kind}.tif", scaled, 1, 16)
by_pillow("rgb.tif", Image.fromarray(rgb), compression="tiff_lzw")
expect("rgb.tif", luminance, 3, 8)
by_pillow("rgba.tiff", Image.fromarray(np.dstack([rgb, alpha])))
expect("rgba.tiff", luminance, 4, 8)
for order, end in (("<", "little"), (">", "big")):
    plain(f"deep_{end}.tif", deep, 1, order)
    expect(f"deep_{end}.tif", scaled, 1, 16)
    plain(f"deep_white_{end}.tif", deep, 0, order)
    expect(f"deep_white_{end}.tif", 255 - scaled, 1, 16)
plain("white.tif", grey, 0)
expect("white.tif", 255 - grey, 1, 8)
plain("tiles.tif", deep, 1, tile=16)
expect("tiles.tif", scaled, 1, 16)
plain("constant.tif", np.full((4, 6), 900, np.uint16), 1)
expect("constant.tif", np.zeros((4, 6)), 1, 16)

by_pillow("pages.tif", Image.fromarray(grey), save_all=True, append_images=[Image.fromarray(255 - grey)])
refuse("pages.tif", "is a TIFF of 2 pages, expected one")
by_pillow("float.tif", Image.fromarray(grey.astype(np.float32)))
refuse("float.tif", "is a TIFF of 32 bits with a sign or floating point, expected 8 or 16")
plain("signed.tif", deep, 1, t339=2)
refuse("signed.tif", "is a TIFF of 16 bits with a sign")
by_pillow("bit.tif", Image.fromarray(grey > 127))
refuse("bit.tif", "is a TIFF of 1 bits, expected 8 or 16")
by_pillow("jpeg.tif", Image.fromarray(grey), compression="jpeg")
refuse("jpeg.tif", "is a TIFF of compression 7, expected none, LZW, deflate or PackBits")
by_pillow("palette.tif", Image.fromarray(rgb).quantize(16))
refuse("palette.tif", "photometric interpretation 3, expected grey, or RGB")
plain("turned.tif", grey, 1, t274=3)
refuse("turned.tif", "orientation is 3, expected 1")
plain("giant.tif", grey, 1, t256=20000, t257=20000)
refuse("giant.tif", "has 20000×20000 pixels, expected at most 100000000")
plain("giant_tile.tif", grey, 1, tile=16, t322=1 << 20, t323=1 << 20)
refuse("giant_tile.tif", "is a damaged or truncated TIFF")
(HERE / "decode_tiff.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")
