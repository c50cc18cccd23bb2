"""Writes *_published.*: torchvision's networks as it publishes them: python make_published_weights.py

Its published files are older than num_batches_tracked and hold every other name (resnet50: 267, resnet18: 102, densenet121: 606), the
classifier among them; those of dense layers in an older form, norm.1 for norm1, which torchvision mends as it loads them.
Each 64 channels are one here, of the dense network each 32, so that the files are small. Value j of the i-th name in
alphabetical order is ((j + 7 i) mod 128) / 64 - 1, which weights_test.cpp computes alike.
"""
import pathlib
import re
from collections import OrderedDict

import torch
import torchvision
from safetensors.torch import save_file

folder = pathlib.Path(__file__).parent


def published(network, one, rename=lambda name: name):
    shapes = {rename(name): [side // one if side % one == 0 else side for side in tensor.shape]
              for name, tensor in getattr(torchvision.models, network)(num_classes=2).state_dict().items()
              if not name.endswith("num_batches_tracked")}
    at = {name: i for i, name in enumerate(sorted(shapes))}
    return OrderedDict((name, ((torch.arange(torch.Size(shape).numel()) + 7 * at[name]) % 128 / 64 - 1).reshape(shape))
                       for name, shape in shapes.items())


for depth, count in (18, 102), (50, 267):
    state = published(f"resnet{depth}", 64)
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


def dotted(name):
    return re.sub(r"(denselayer\d+\.(?:norm|conv))([12])", r"\1.\2", name)


state = published("densenet121", 32, dotted)
assert len(state) == 606
torch.save(state, folder / "densenet121_published.pth", _use_new_zipfile_serialization=False)

# torchvision's own pattern makes its modules' names of these.
pattern = re.compile(r"^(.*denselayer\d+\.(?:norm|relu|conv))\.((?:[12])\.(?:weight|bias|running_mean|running_var))$")
mended = {match.group(1) + match.group(2) if (match := pattern.match(name)) else name for name in state}
assert mended == {name for name in torchvision.models.densenet121(num_classes=2).state_dict() if not name.endswith("num_batches_tracked")}
