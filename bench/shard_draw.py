"""Random data sets in words: what a prepared data set of a few tiny films may hold (dataio/SHARD_FORMAT.md)."""
import struct

TEXTS = ["", "a", "AP", "Épanchement", "ü/б.png", "x" * 300, "two words", "\t", "日本", 'quote"d']
REGIONS = [["left lung", "right lung"], ["left upper zone", "left middle zone", "left lower zone", "right upper zone",
                                         "right middle zone", "right lower zone"]]


def single(value):
    """The float32 next to it."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def data_set(draw):
    size, classes, regions = draw.randint(1, 6), draw.randint(1, 5), draw.choice(REGIONS)
    aligned = draw.random() < 0.3
    films = [film(draw, i, size, classes, len(regions), aligned) for i in range(draw.randint(1, 9))]
    return {"image_size": size, "classes": [f"class {i} {draw.choice(TEXTS)}" for i in range(classes)],
            "hash_variant": draw.choice(["dct32-median", "dct32-mean+mirror"]), "lung_source": f"png:{draw.choice(TEXTS)}",
            "regions": regions, "aligned": "lungs" if aligned else "none", "per_shard": draw.randint(1, 4), "films": films,
            "summary": {"für": [draw.randint(-9, 9), draw.choice(TEXTS), None], "nested": {"b": 1, "a": True}}}


def film(draw, number, size, classes, regions, aligned):
    word = lambda: draw.choice([0, 1, 2**63, 2**64 - 1, draw.getrandbits(64)])
    boxes = [box(draw, size, classes) for _ in range(draw.choice([0, 0, 1, 2, 5]))]
    maybe = lambda low, high: draw.choice([None, single(draw.uniform(low, high))])
    return {"name": f"{number} {draw.choice(TEXTS)}", "patient": draw.choice(TEXTS),
            "size": [draw.randint(1, 70000) for _ in range(2)], "hash": [word() for _ in range(regions)],
            "block_hash": [word() for _ in range(10)], "average_hash": [word() for _ in range(4)], "flagged": draw.random() < 0.3,
            "label": [draw.choice([0, 1, 255]) for _ in range(classes)], "boxes": boxes,
            **{name: draw.choice(TEXTS) for name in ("study", "view", "sex", "site")}, "age": maybe(0, 100),
            "spacing": [maybe(0.1, 0.2), maybe(0.1, 0.2)], "spacing_on": draw.choice(["", "patient", "detector"]),
            "alignment": {"map": [single(draw.uniform(-2, 2)) for _ in range(6)],
                          "boxes": [box(draw, size, classes, of[0]) for of in boxes]} if aligned else None,
            "image": [draw.randrange(256) for _ in range(size**2)], "lungs": [draw.randrange(2**regions) for _ in range(size**2)]}


def box(draw, size, classes, cls=None):
    """[class, x, y, w, h] inside the image, of sixteenths of a pixel, which float32 holds."""
    x, y = (draw.randrange(16 * size) for _ in range(2))
    return [draw.randrange(classes) if cls is None else cls, x / 16, y / 16,
            draw.randint(1, 16 * size - x) / 16, draw.randint(1, 16 * size - y) / 16]
