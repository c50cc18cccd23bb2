"""Writes unet.safetensors, a U-Net of 4 channels with an input and its logits: python make_unet.py"""
import pathlib

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn.functional import interpolate, max_pool2d


def two_convolutions(i, o):
    def convolution(a, b):
        return nn.Conv2d(a, b, 3, padding=1, bias=False)

    return nn.Sequential(
        convolution(i, o), nn.GroupNorm(4, o), nn.ReLU(), convolution(o, o), nn.GroupNorm(4, o), nn.ReLU()
    )


class UNet(nn.Module):
    def __init__(self, channels):
        super().__init__()
        w = [channels, 2 * channels, 4 * channels, 4 * channels, 4 * channels]
        self.down = nn.ModuleList([two_convolutions(i, o) for i, o in zip([1] + w, w)])
        self.up = nn.ModuleList([two_convolutions(w[i] + w[i + 1], w[i]) for i in range(4)])
        self.output = nn.Conv2d(channels, 1, 1)

    def forward(self, x):
        skips = []
        for level in self.down[:-1]:
            skips.append(level(x))
            x = max_pool2d(skips[-1], 2)
        x = self.down[-1](x)
        for level, skip in reversed(list(zip(self.up, skips))):
            x = interpolate(x, size=skip.shape[2:], mode="bilinear", align_corners=False)
            x = level(torch.cat([skip, x], 1))
        return self.output(x)


torch.manual_seed(1)
net = UNet(4)
with torch.no_grad():
    for parameter in net.parameters():
        parameter += 0.1 * torch.randn_like(parameter)  # no norm stays at its neutral start
    image = torch.randn(1, 1, 19, 34)
    logits = net(image)
tensors = {**net.state_dict(), "image": image, "logits": logits}
save_file(tensors, pathlib.Path(__file__).with_name("unet.safetensors"))
