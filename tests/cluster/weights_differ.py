"""weights_differ.py A B MOST: whether two safetensors files hold the same tensors, to within MOST of the L2 norm of B's.

Says how far they are apart; exits with 1 where that is more, or where names or shapes differ."""

import array
import json
import math
import struct
import sys


def tensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    header.pop("__metadata__", None)
    for name, about in sorted(header.items()):
        begin, end = about["data_offsets"]
        if about["dtype"] == "F32" and "running_" not in name:
            yield name, about["shape"], array.array("f", data[begin:end])


first, second = (list(tensors(path)) for path in sys.argv[1:3])
if [t[:2] for t in first] != [t[:2] for t in second]:
    sys.exit("other tensors")
apart = norm = 0.0
for (_, _, a), (_, _, b) in zip(first, second):
    apart += sum((x - y) ** 2 for x, y in zip(a, b))
    norm += sum(y * y for y in b)
relative = math.sqrt(apart / norm)
print(f"{relative:.1e}")
sys.exit(not relative <= float(sys.argv[3]))
