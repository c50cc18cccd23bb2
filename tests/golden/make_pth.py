"""Writes *.pth with torch.save, and one as Python 2 wrote them: python make_pth.py"""
import os
import pathlib
from collections import OrderedDict

import torch

folder = pathlib.Path(__file__).parent

state = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3)).state_dict()  # carries _metadata
for seed, tensor in enumerate(state.values()):
    if tensor.is_floating_point():
        tensor.copy_(torch.arange(tensor.numel()).reshape(tensor.shape) / 4 - seed)
state["1.num_batches_tracked"].fill_(2**40)
state["half"] = torch.tensor([1.5, -0.25], dtype=torch.float16)
torch.save(state, folder / "state.pth")
torch.save(state, folder / "state_legacy.pth", _use_new_zipfile_serialization=False)

weight = torch.nn.Parameter(torch.arange(6.0).reshape(2, 3))
state_dict = OrderedDict([("module.w", weight), ("module.row", weight.detach().t()[1:]), ("module.none", torch.zeros(0, 2))])
checkpoint = {"epoch": 3, "lr": 0.1, "best": -70000, "steps": 2**40, "done": False, "arch": "resnet", "note": None,
              "history": [f"epoch {i}" for i in range(300)],  # beyond 256 remembered values opcodes change
              "flags": (1, 2, 3, 4), "sizes": [[], 300], "optimizer": {"state": {}}, "state_dict": state_dict}
torch.save(checkpoint, folder / "checkpoint.pth")


class Evil:
    def __reduce__(self):
        return os.system, ("echo run",)


torch.save({"w": torch.ones(1), "x": Evil()}, folder / "evil.pth")


def text(value):
    return b"U" + bytes([len(value)]) + value


def tensor(kind, geometry):
    storage = b"(" + kind + b"ctorch\nFloatStorage\n" + text(b"0") + text(b"cpu") + b"K\x02NtQ"
    return b"ctorch._utils\n_rebuild_tensor\n(" + storage + geometry + b"tR"


# Python 2 remembers values from 1 on: q\x01 remembers, h\x01 recalls.
w = b"](" + text(b"w") + tensor(text(b"storage") + b"q\x01", b"K\x00K\x02\x85K\x01\x85") + b"e"
b = b"](" + text(b"b") + tensor(b"h\x01", b"K\x01K\x01\x85K\x01\x85") + b"e"
root = b"\x80\x02ccollections\nOrderedDict\n](" + w + b + b"e\x85R."
magic = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
data = (2).to_bytes(8, "little") + torch.tensor([0.5, -3.0]).numpy().tobytes()
old = magic + b"\x80\x02M\xe9\x03." + b"\x80\x02}." + root + b"\x80\x02](" + text(b"0") + b"e." + data
(folder / "state_python2.pth").write_bytes(old)
assert {k: v.tolist() for k, v in torch.load(folder / "state_python2.pth", weights_only=False).items()} == {
    "w": [0.5, -3.0], "b": [-3.0]}
