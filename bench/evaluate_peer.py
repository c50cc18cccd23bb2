"""What `gren evaluate` and `gren predict` do with a film, as one would write it in PyTorch: torchvision's ResNet-50 with the
two 1×1 convolutions, inference_mode, channels_last, batch norms folded into the convolutions on demand; maps resized to the
evaluation grid before the second convolution, as gren has it; scores in float64; regions at p > 0.5 as run lengths of
pycocotools in the original's size. Films from shards by h5py (a data set) or from PNGs by cv2 (a folder).
Usage: evaluate_peer.py MODEL.safetensors SET|FOLDER OUT.json THREADS BATCH eager|fused"""
import json
import pathlib
import sys

import cv2
import h5py
import numpy as np
import pycocotools.mask
import safetensors
import torch
import torch.nn.functional as F
import torchvision
from torch.fx.experimental.optimization import fuse

GRID = 128  # gren's --eval-grid


class Localizer(torch.nn.Module):
    def __init__(self, file):
        super().__init__()
        with safetensors.safe_open(file, "pt") as f:
            about, weights = f.metadata(), {name: f.get_tensor(name) for name in f.keys()}
        self.size, self.grid = int(about["image_size"]), int(about["grid"])
        hidden, channels = weights["head.conv1.weight"].shape[:2]
        self.head = torch.nn.ModuleDict({"conv1": torch.nn.Conv2d(channels, hidden, 1),
                                         "conv2": torch.nn.Conv2d(hidden, len(about["classes"].split("|")), 1)})
        backbone = torchvision.models.resnet50(weights=None)
        backbone.fc = torch.nn.Identity()
        backbone.load_state_dict({name: w for name, w in weights.items() if not name.startswith("head.")})
        self.head.load_state_dict({name[5:]: w for name, w in weights.items() if name.startswith("head.")})
        self.backbone = torch.nn.Sequential(*list(backbone.children())[:-2])
        for part, values in (("mean", about["mean"]), ("std", about["std"])):
            self.register_buffer(part, torch.tensor([float(v) for v in values.split()]).view(3, 1, 1))

    def forward(self, grey):  # [B, S, S] uint8 -> logits [B, K, GRID, GRID], scores [B, K]
        x = (grey.unsqueeze(1).float() / 255 - self.mean) / self.std
        hidden = self.head["conv1"](self.backbone(x.contiguous(memory_format=torch.channels_last)))
        maps = [self.head["conv2"](F.relu(F.interpolate(hidden, (side, side), mode="bilinear"))) for side in (GRID, self.grid)]
        none = F.logsigmoid(-maps[1].double()).sum((2, 3))  # log of the probability that no cell has it
        return maps[0], torch.log(-torch.expm1(none)) - none


def films_of_set(folder, batch):
    for shard in json.loads((folder / "dataset.json").read_text())["shards"]:
        with h5py.File(folder / shard["file"]) as file:
            for first in range(0, shard["samples"], batch):
                yield file["image"][first:first + batch], file["size"][first:first + batch].tolist()


def films_of_folder(folder, size, batch):
    files = sorted(folder.iterdir())
    for first in range(0, len(files), batch):
        originals = [cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) for file in files[first:first + batch]]
        pixels = [cv2.resize(film, (size, size), interpolation=cv2.INTER_AREA) for film in originals]
        yield np.stack(pixels), [film.shape for film in originals]


def region(on, height, width):
    rows = (2 * np.arange(height) + 1) * GRID // (2 * height)
    columns = (2 * np.arange(width) + 1) * GRID // (2 * width)
    lengths = pycocotools.mask.encode(np.asfortranarray(on[rows[:, None], columns]))
    ys, xs = np.nonzero(on)
    x, y = xs.min() * width / GRID, ys.min() * height / GRID
    box = [x, y, (xs.max() + 1) * width / GRID - x, (ys.max() + 1) * height / GRID - y]
    return {"bbox": box, "segmentation": {"size": [height, width], "counts": lengths["counts"].decode()}}


def main():
    model, source, out, threads, batch = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    torch.set_num_threads(threads)
    net = Localizer(model).eval().to(memory_format=torch.channels_last)
    if sys.argv[6] == "fused":
        net.backbone = fuse(net.backbone).to(memory_format=torch.channels_last)
    is_set = (source / "dataset.json").exists()
    results, image = [], 0
    for pixels, sizes in films_of_set(source, batch) if is_set else films_of_folder(source, net.size, batch):
        with torch.inference_mode():
            maps, scores = net(torch.from_numpy(pixels))
        regions = (maps > 0).to(torch.uint8).numpy()
        for film, (height, width) in enumerate(sizes):
            image += 1
            results += [{"image_id": image, "category_id": k + 1, "score": float(scores[film, k]), **region(on, height, width)}
                        for k, on in enumerate(regions[film]) if on.any()]
    pathlib.Path(out).write_text(json.dumps(results))


main()
