"""Writes golden.safetensors with the safetensors package: python make_safetensors.py"""
import pathlib

import torch
from safetensors.torch import save_file

tensors = {
    "layer.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4 - 1,
    "a.half": torch.tensor([1.5, -2.0], dtype=torch.float16),
    "a.brain": torch.tensor([0.5], dtype=torch.bfloat16),
    "count": torch.tensor(7, dtype=torch.int64),
    "empty": torch.zeros(0, 4),
    "byte": torch.tensor([0, 255, 3], dtype=torch.uint8),
}
save_file(tensors, pathlib.Path(__file__).with_name("golden.safetensors"), metadata={"format": "pt"})
