"""The same step and the same graph term in PyTorch, tuned as its users would: DDP over NCCL (gloo on a CPU), channels_last,
autocast, cuDNN's benchmark, gradients as bucket views and not zeroed, fused SGD; --compile adds torch.compile of network and
losses. One JSON line a configuration, as bench/gpu_bench.cpp prints them; out of memory is a line, too. One process."""
import argparse
import json
import statistics
import time

import torch
import torch.distributed as dist
import torch.nn.functional as F
import torchvision

WARM_UP = 5


class Localizer(torch.nn.Module):
    def __init__(self, classes=14, width=512):
        super().__init__()
        self.backbone = torch.nn.Sequential(*list(torchvision.models.resnet50(weights=None).children())[:-2])
        self.conv1 = torch.nn.Conv2d(2048, width, 1)
        self.conv2 = torch.nn.Conv2d(width, classes, 1)

    def forward(self, x, grid=16):
        features = self.backbone(x)
        h = F.interpolate(features, size=(grid, grid), mode="bilinear", align_corners=False)
        return features, self.conv2(F.relu(self.conv1(h)))


def objective(features, logits, lungs, label, weights, intra):
    s = F.logsigmoid(-logits.float()).sum((2, 3)).clamp(max=-1e-6)
    mil = torch.where(label, -torch.log(-torch.expm1(s)), -s).sum() / len(label)
    f = F.normalize(features.float().flatten(1), dim=1)
    inter = 0.5 * (weights * torch.cdist(f, f)).sum()
    share = F.adaptive_avg_pool2d(lungs, features.shape[2:])
    pooled = torch.einsum("bchw,bmhw->bmc", features.float(), share) / share.sum((2, 3)).clamp(min=1e-6)[:, :, None]
    pooled = F.normalize(pooled, dim=2)
    return mil + 0.15 * inter + 0.11 * (intra * (pooled[:, 0] - pooled[:, 1]).norm(dim=1)).sum()


def measured(device, runs, call):
    seconds = []
    for run in range(WARM_UP + runs):
        if device.type == "cuda":
            if run == WARM_UP:
                torch.cuda.reset_peak_memory_stats()
            torch.cuda.synchronize()
        start = time.perf_counter()
        call()
        if device.type == "cuda":
            torch.cuda.synchronize()
        if run >= WARM_UP:
            seconds.append(time.perf_counter() - start)
    seconds.sort()
    peak = torch.cuda.max_memory_allocated() / 2**30 if device.type == "cuda" else 0
    return {"median_seconds": statistics.median_high(seconds), "p95_seconds": seconds[len(seconds) * 95 // 100], "peak_gib": peak}


def step(o, device, images):
    torch.manual_seed(100)
    model = Localizer().to(device, memory_format=torch.channels_last)
    model = torch.nn.parallel.DistributedDataParallel(model, gradient_as_bucket_view=True)
    loss_of = objective
    if o.compile:
        model, loss_of = torch.compile(model), torch.compile(objective)
    sgd = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9, nesterov=True, weight_decay=1e-4, fused=True)
    image = torch.randn(images, 3, o.size, o.size, device=device).contiguous(memory_format=torch.channels_last)
    lungs = torch.zeros(images, 2, o.size, o.size, device=device)
    lungs[:, 0, :, o.size // 2:] = 1
    lungs[:, 1, :, :o.size // 2] = 1
    label = torch.randint(0, 2, (images, 14), device=device).bool()
    weights = torch.rand(images, images, device=device).fill_diagonal_(0)
    intra = torch.rand(images, device=device)

    def call():
        sgd.zero_grad()
        with torch.autocast(device.type, torch.bfloat16, enabled=o.precision == "bf16"):
            features, logits = model(image)
        loss = loss_of(features, logits, lungs, label, weights, intra)
        loss.backward()
        sgd.step()
        return loss.item()  # as a trainer that logs its loss does

    return measured(device, o.runs, call)


def graph(o, device, nodes):
    own = torch.randn(nodes, o.features, device=device)
    own /= own.norm(dim=1, keepdim=True)
    own.requires_grad_(True)
    weight = torch.rand(nodes, nodes, device=device).fill_diagonal_(0)

    def call():
        own.grad = None
        (0.5 * (weight * torch.cdist(own, own)).sum()).backward()

    return measured(device, o.runs, call)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, nargs="*", default=[])
    parser.add_argument("--graphs", type=int, nargs="*", default=[])
    parser.add_argument("--features", type=int, default=2048 * 16 * 16)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--precision", choices=["bf16", "tf32", "fp32"], default="bf16")
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--runs", type=int, default=20)
    o = parser.parse_args()
    device = torch.device(o.device)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = o.precision == "tf32"
    torch.backends.cudnn.benchmark = True
    store = dist.HashStore()
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo", store=store, rank=0, world_size=1)
    who = "torch.compile" if o.compile else "PyTorch eager"
    for images in o.steps:
        say({"what": "step", "who": who, "precision": o.precision, "size": o.size, "images_per_rank": images},
            lambda images=images: step(o, device, images))
    for nodes in o.graphs:
        say({"what": "graph", "who": "torch.cdist", "nodes": nodes, "features": o.features},
            lambda nodes=nodes: graph(o, device, nodes))
    dist.destroy_process_group()


def say(line, measure):
    try:
        line |= {"ranks": 1} | measure()
    except torch.OutOfMemoryError:
        line |= {"ranks": 1, "out_of_memory": True}
    print(json.dumps(line), flush=True)


main()
