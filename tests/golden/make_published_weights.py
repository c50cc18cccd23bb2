"""Writes resnet*_published.*: torchvision's residual networks as it publishes them: python make_published_weights.py

Its published files are older than num_batches_tracked and hold every other name (resnet50: 267, resnet18: 102), the
classifier among them. Each 64 channels are one here, so that the files are small. Value j of the i-th name in
alphabetical order is ((j + 7 i) mod 128) / 64 - 1, which weights_test.cpp computes alike.
"""
import pathlib
from collections import OrderedDict

import torch
import torchvision
from safetensors.torch import save_file

folder = pathlib.Path(__file__).parent


def published(depth):
    shapes = {name: [side // 64 if side % 64 == 0 else side for side in tensor.shape]
              for name, tensor in getattr(torchvision.models, f"resnet{depth}")(num_classes=2).state_dict().items()
              if not name.endswith("num_batches_tracked")}
    at = {name: i for i, name in enumerate(sorted(shapes))}
    return OrderedDict((name, ((torch.arange(torch.Size(shape).numel()) + 7 * at[name]) % 128 / 64 - 1).reshape(shape))
                       for name, shape in shapes.items())


for depth, count in (18, 102), (50, 267):
    state = published(depth)
    assert len(state) == count
    torch.save(state, folder / f"resnet{depth}_published.pth", _use_new_zipfile_serialization=depth == 18)
    if depth == 18:
        wrapped = OrderedDict(("module." + name, tensor) for name, tensor in state.items())
        torch.save({"epoch": 90, "arch": "resnet18", "state_dict": wrapped}, folder / "resnet18_published_wrapped.pth",
                   _use_new_zipfile_serialization=False)
    else:
        save_file(dict(state), folder / "resnet50_published.safetensors")

    # PyTorch itself takes the file, whose counters it then has at 0.
    plain = OrderedDict(torch.load(folder / f"resnet{depth}_published.pth", weights_only=True))
    norm = torch.nn.BatchNorm2d(1)
    norm.load_state_dict(OrderedDict((name.removeprefix("bn1."), tensor) for name, tensor in plain.items()
                                     if name.startswith("bn1.")))
    assert norm.num_batches_tracked.item() == 0
