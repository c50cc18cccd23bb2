"""Seconds of the same training step in PyTorch, tuned as its users would: DDP over gloo, channels_last, gradients as
bucket views, fused SGD, bf16 autocast on demand; the graph by the differentiable all-gather of torch.distributed.nn and
cdist. One JSON line from rank 0. Started by mpirun (bench/step)."""
import argparse
import json
import os
import statistics
import time

import torch
import torch.distributed as dist
import torch.distributed.nn.functional
import torch.nn.functional as F
import torchvision


class Localizer(torch.nn.Module):
    def __init__(self, classes=14, width=512):
        super().__init__()
        backbone = torchvision.models.resnet50(weights=None)
        self.backbone = torch.nn.Sequential(*list(backbone.children())[:-2])
        self.conv1 = torch.nn.Conv2d(2048, width, 1)
        self.conv2 = torch.nn.Conv2d(width, classes, 1)

    def forward(self, x, grid=16):
        features = self.backbone(x)
        h = F.interpolate(features, size=(grid, grid), mode="bilinear", align_corners=False)
        return features, self.conv2(F.relu(self.conv1(h)))


def mil(logits, label):
    s = F.logsigmoid(-logits.float()).sum((2, 3)).clamp(max=-1e-6)
    return torch.where(label, -torch.log(-torch.expm1(s)), -s)


def graph(features, lungs, weights, intra):
    f = F.normalize(features.float().flatten(1), dim=1)
    everything = torch.cat(torch.distributed.nn.functional.all_gather(f))
    inter = 0.5 * (weights * torch.cdist(f, everything)).sum()
    share = F.adaptive_avg_pool2d(lungs, features.shape[2:])
    pooled = torch.einsum("bchw,bmhw->bmc", features.float(), share) / share.sum((2, 3)).clamp(min=1e-6)[:, :, None]
    pooled = F.normalize(pooled, dim=2)
    return 0.15 * inter + 0.11 * (intra * (pooled[:, 0] - pooled[:, 1]).norm(dim=1)).sum()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--batch-per-rank", type=int, default=4)
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--steps", type=int, default=6)
    options = parser.parse_args()
    rank, world = int(os.environ["OMPI_COMM_WORLD_RANK"]), int(os.environ["OMPI_COMM_WORLD_SIZE"])
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "29511")
    torch.set_num_threads(1)
    dist.init_process_group("gloo", rank=rank, world_size=world)
    b, n = options.batch_per_rank, options.batch_per_rank * world
    torch.manual_seed(100 + rank)
    model = Localizer().to(memory_format=torch.channels_last)
    model = torch.nn.parallel.DistributedDataParallel(model, gradient_as_bucket_view=True)
    sgd = torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9, nesterov=True, weight_decay=1e-4, fused=True)
    image = torch.randn(b, 3, options.size, options.size).contiguous(memory_format=torch.channels_last)
    lungs = torch.zeros(b, 2, options.size, options.size)
    lungs[:, 0, :, options.size // 2:] = 1
    lungs[:, 1, :, :options.size // 2] = 1
    label = torch.randint(0, 2, (b, 14)).bool()
    weights = torch.rand(b, n)
    weights[torch.arange(b), torch.arange(b) + rank * b] = 0
    intra = torch.rand(b)
    times = []
    for step in range(options.steps + 2):
        dist.barrier()
        start = time.perf_counter()
        sgd.zero_grad(set_to_none=False)
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
            features, logits = model(image)
        loss = mil(logits, label).sum() / n + graph(features, lungs, weights, intra)
        (loss * world).backward()
        sgd.step()
        dist.barrier()
        if step >= 2:
            times.append(time.perf_counter() - start)
    if rank == 0:
        print(json.dumps({"median_seconds": round(statistics.median(times), 4)}))
    dist.destroy_process_group()


main()
