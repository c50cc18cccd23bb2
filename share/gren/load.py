"""The network of a model.safetensors that `gren train` wrote, by torch and safetensors alone.

    net = Network("runs/gren/model.safetensors")
    logits = net(images, grid=128)    # [N, S, S] uint8 grey, S = net.about["image_size"] -> [N, K, grid, grid]
"""
import sys

import safetensors
import torch
import torch.nn.functional as F

METHODS = "baseline intra inter gren cosine const batch-const shuffle".split()  # one head: 1x1, ReLU, 1x1


def mean_with_next(x, axis, distance):
    n, last = x.shape[axis], min(distance, x.shape[axis])  # the last ones have none and stay alone
    return (x + torch.cat((x.narrow(axis, last, n - last), x.narrow(axis, n - last, last)), axis)) / 2


class Network(torch.nn.Module):
    def __init__(self, file):
        super().__init__()
        with safetensors.safe_open(file, "pt") as f:
            self.about, self.w = f.metadata(), {name: f.get_tensor(name) for name in f.keys()}
        if self.about["method"] not in METHODS or self.about["head_kernel"] != "1" or self.about["head_batch_norm"] != "false":
            raise ValueError(f"{file}: the head of method {self.about['method']} is not rebuilt here; expected one of "
                             f"{', '.join(METHODS)} with a 1x1 head; use gren predict")

    def conv(self, x, name, stride=1, dilation=1):
        w = self.w[name + ".weight"]
        return F.conv2d(x, w, self.w.get(name + ".bias"), stride, dilation * (w.shape[2] // 2), dilation)

    def norm(self, x, name):
        return F.batch_norm(x, *(self.w[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")))

    def block(self, x, name, stride, first, dilation):
        deep = f"{name}.conv3.weight" in self.w  # the bottleneck of depth 50, whose second convolution is the strided one
        y = F.relu(self.norm(self.conv(x, name + ".conv1", *(() if deep else (stride, first))), name + ".bn1"))
        y = self.norm(self.conv(y, name + ".conv2", *((stride, first) if deep else (1, dilation))), name + ".bn2")
        if deep:
            y = self.norm(self.conv(F.relu(y), name + ".conv3"), name + ".bn3")
        if f"{name}.downsample.0.weight" in self.w:
            x = self.norm(self.conv(x, name + ".downsample.0", stride), name + ".downsample.1")
        return F.relu(x + y)

    def residual(self, x):
        x = F.max_pool2d(F.relu(self.norm(self.conv(x, "conv1", 2), "bn1")), 3, 2, 1)
        reached, dilation = 4, 1
        for layer in range(1, 5):  # a stage beyond the output stride is dilated in place of its stride
            wanted = 1 if layer == 1 else 2
            stride, first = (wanted if reached * wanted <= int(self.about["output_stride"]) else 1), dilation
            reached, dilation = reached * stride, dilation * wanted // stride
            for block in range({"18": [2, 2, 2, 2], "50": [3, 4, 6, 3]}[self.about["depth"]][layer - 1]):
                x = self.block(x, f"layer{layer}.{block}", *((stride, first) if block == 0 else (1, dilation)), dilation)
        return x

    def dense(self, x):
        x = F.max_pool2d(F.relu(self.norm(self.conv(x, "features.conv0", 2), "features.norm0")), 3, 2, 1)
        reached, dilation = 4, 1
        for block, layers in enumerate((6, 12, 24, 16), 1):
            for layer in range(1, layers + 1):
                name = f"features.denseblock{block}.denselayer{layer}"
                y = self.conv(F.relu(self.norm(x, name + ".norm1")), name + ".conv1")
                y = self.conv(F.relu(self.norm(y, name + ".norm2")), name + ".conv2", 1, dilation)
                x = torch.cat((x, y), 1)
            if block == 4:
                return F.relu(self.norm(x, "features.norm5"))
            x = self.conv(F.relu(self.norm(x, f"features.transition{block}.norm")), f"features.transition{block}.conv")
            if reached * 2 <= int(self.about["output_stride"]):
                x, reached = F.avg_pool2d(x, 2, ceil_mode=True), reached * 2
            else:  # the same mean at every place, over the places that the strided network would see
                x = mean_with_next(mean_with_next(x, 2, dilation), 3, dilation)
                dilation *= 2

    def forward(self, images, grid=128):
        mean, std = (torch.tensor([float(v) for v in self.about[key].split()]).view(3, 1, 1) for key in ("mean", "std"))
        x = (images.unsqueeze(1).float() / 255 - mean) / std
        x = self.dense(x) if self.about["depth"] == "121" else self.residual(x)
        x = F.interpolate(self.conv(x, "head.conv1"), (grid, grid), mode="bilinear", align_corners=False)
        return self.conv(F.relu(x), "head.conv2")


if __name__ == "__main__":  # load.py MODEL.safetensors OUT.onnx [GRID]: "images" [N, S, S] uint8 -> "logits", any N
    net, grid = Network(sys.argv[1]).eval(), int(sys.argv[3]) if len(sys.argv) > 3 else 128
    side = int(net.about["image_size"])
    torch.onnx.export(net, (torch.zeros(2, side, side, dtype=torch.uint8), grid), sys.argv[2], dynamo=True, external_data=False,
                      input_names=["images"], output_names=["logits"], dynamic_shapes=({0: torch.export.Dim("N")}, None))
