"""Writes backbone_names.json and backbone_values.json: names, shapes and values of torchvision's networks: python make_backbones.py

Weights and image come from an integer hash that backbone_test.cpp computes alike, so no weights are stored; everything is
float64, so that agreement means the same formula and not the same rounding.
"""
import json
import pathlib

import numpy as np
import torch
import torchvision

SAMPLES = 100


def noise(seed, shape):
    """Values in [-0.5, 0.5), equal on every machine."""
    x = np.arange(int(np.prod(shape)), dtype=np.uint32) + np.uint32(seed * 0x9E3779B9 % 2**32)
    x = (x ^ (x >> 16)) * np.uint32(0x7FEB352D)
    x = (x ^ (x >> 15)) * np.uint32(0x846CA68B)
    x = x ^ (x >> 16)
    return torch.from_numpy(x.astype(np.float64) / 2**32 - 0.5).reshape(shape)


@torch.no_grad()
def fill(network, fan):
    for seed, (name, tensor) in enumerate(sorted(network.state_dict().items())):
        if name.endswith("num_batches_tracked"):
            continue
        values = noise(seed, tensor.shape)
        if tensor.dim() == 4:
            values *= (24 / (tensor.shape[fan] * tensor.shape[2] * tensor.shape[3])) ** 0.5
        elif name.endswith(("weight", "running_var")):
            values = 1 + 0.5 * values
        tensor.copy_(values)


def digest(tensor):
    flat = tensor.detach().flatten()
    step = max(1, flat.numel() // SAMPLES)
    return {"shape": list(tensor.shape), "mean": flat.mean().item(), "deviation": flat.std().item(),
            "step": step, "samples": flat[::step].tolist()}


def resnet(depth, stride):
    dilate = {32: None, 16: (False, False, True), 8: (False, True, True)}[stride]
    network = getattr(torchvision.models, f"resnet{depth}")(replace_stride_with_dilation=dilate).double()
    network.fc = torch.nn.Identity()
    return network, torch.nn.Sequential(*list(network.children())[:-2]), 0


def densenet(depth):
    network = getattr(torchvision.models, f"densenet{depth}")().double()
    network.classifier = torch.nn.Identity()
    return network, torch.nn.Sequential(network.features, torch.nn.ReLU()), 1


def case(depth, stride, training):
    network, trunk, fan = densenet(depth) if depth == 121 else resnet(depth, stride)
    fill(network, fan)
    network.train(training)
    image = noise(1000, (2, 3, 64, 96))
    features = trunk(image)
    (features * noise(1001, features.shape)).sum().backward()
    return {"depth": depth, "stride": stride, "training": training, "features": digest(features),
            "gradient": digest(next(network.parameters()).grad)}


def names(depth):
    network = getattr(torchvision.models, f"{'densenet' if depth == 121 else 'resnet'}{depth}")()
    return {name: list(tensor.shape) for name, tensor in network.state_dict().items() if not name.startswith(("fc.", "classifier."))}


torch.set_num_threads(1)
folder = pathlib.Path(__file__).parent
cases = [(18, 32, False), (18, 32, True), (50, 32, False), (50, 32, True), (50, 16, False), (50, 16, True), (50, 8, False),
         (121, 32, False), (121, 32, True)]
(folder / "backbone_names.json").write_text(json.dumps({depth: names(depth) for depth in (18, 50, 121)}, indent=0))
(folder / "backbone_values.json").write_text(json.dumps([case(*arguments) for arguments in cases]))
