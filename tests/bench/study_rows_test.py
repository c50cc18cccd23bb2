#!/usr/bin/env python3
"""Which rows of the study are of one machine, and which are pairs."""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench" / "study"))
import study  # noqa: E402
import tables  # noqa: E402

wrong = []
temporary = tempfile.TemporaryDirectory()
folder = pathlib.Path(temporary.name)


def weights(name, version, tensor):
    """A safetensors file: 8 bytes of the header's length, the header, the tensors."""
    header = json.dumps({"__metadata__": {"gren_version": version},
                         "w": {"dtype": "U8", "shape": [len(tensor)], "data_offsets": [0, len(tensor)]}}).encode()
    (folder / name).write_bytes(len(header).to_bytes(8, "little") + header + tensor)
    return study.fingerprint_of(folder / name)


if weights("a", "0.1.0+1", b"\1\2\3") != weights("b", "0.1.0+22", b"\1\2\3"):
    wrong.append("another version of the program looks like another machine")
if weights("a", "0.1.0+1", b"\1\2\3") == weights("b", "0.1.0+1", b"\1\2\4"):
    wrong.append("other tensors look like the same machine")

rows = [("claims", "baseline", 1, 0.5), ("claims", "baseline", 4, 0.6), ("claims", "attract", 4, 0.9), ("claims", "attract", 7, 0.1)]
study.write(folder / "results.csv", [dict.fromkeys(study.COLUMNS, "") | {"block": block, "world": "alike", "supervision": "labels",
                                                                         "arm": arm, "replicate": replicate, "auc": auc}
                                     for block, arm, replicate, auc in rows])
gains = tables.Results(folder / "results.csv").gains("claims", "alike", "labels", "attract", "baseline")
if list(gains) != [4] or abs(gains[4] - 0.3) > 1e-12:
    wrong.append(f"pairs of replicates that both have: {gains}, expected 0.3 of replicate 4 alone")

sys.exit("\n".join(wrong) or 0)
