# The plain PyTorch way of the same term: differentiable all-gather of the features, cdist, weighted sum of this rank's
# rows. Prints one JSON line as graph_bench does. Started by mpirun; rendezvous over a file.
import argparse, json, os, statistics, time

import torch
import torch.distributed as dist
from torch.distributed.nn.functional import all_gather


def peak_mib():
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024


def reset_peak():
    open("/proc/self/clear_refs", "w").write("5")


parser = argparse.ArgumentParser()
parser.add_argument("--nodes", type=int, default=16)
parser.add_argument("--features", type=int, default=524288)
parser.add_argument("--repeats", type=int, default=3)
parser.add_argument("--rendezvous", required=True)
o = parser.parse_args()
torch.set_num_threads(1)
rank, world = int(os.environ["OMPI_COMM_WORLD_RANK"]), int(os.environ["OMPI_COMM_WORLD_SIZE"])
dist.init_process_group("gloo", init_method="file://" + o.rendezvous, rank=rank, world_size=world)
images = o.nodes // world
torch.manual_seed(1 + rank)
own = torch.randn(images, o.features)
own /= own.norm(dim=1, keepdim=True)
own.requires_grad_(True)
weight = torch.rand(o.nodes, o.nodes)
weight = ((weight + weight.t()) / 2).fill_diagonal_(0)
seconds, memory = [], 0.0
for repeat in range(o.repeats + 1):
    own.grad = None
    reset_peak()
    before = peak_mib()
    dist.barrier()
    start = time.perf_counter()
    every = torch.cat(all_gather(own)) if world > 1 else own
    # cdist's gradient at distance 0 is 0, so the diagonal is harmless.
    (0.5 * (weight[rank * images:(rank + 1) * images] * torch.cdist(own, every)).sum()).backward()
    dist.barrier()
    if repeat:
        seconds.append(time.perf_counter() - start)
    peak = torch.tensor([peak_mib() - before])
    dist.all_reduce(peak, dist.ReduceOp.MAX)
    memory = max(memory, peak.item())
if rank == 0:
    print(json.dumps({"path": "all_gather + cdist", "seconds": round(statistics.median(seconds), 4),
                      "peak_mib": round(memory, 1)}))
dist.destroy_process_group()
