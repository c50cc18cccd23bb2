// Which device a rank computes on: the decision, from facts alone.
#pragma once

#include <string>
#include <vector>

#include "distributed/gpu/gpu.h"

namespace gren {

enum class RequestedDevice { automatic, cpu, cuda };
RequestedDevice requested_device_from(
    const std::string& name);  // "auto", "cpu", "cuda"; throws std::invalid_argument

struct RankOnHost {
    int rank = 0, ranks = 1;  // this rank among those of its host
    bool shares_gpu = false;  // --share-gpu: several ranks of a host may have one GPU
};

struct DeviceChoice {
    int gpu = -1;        // index among the visible GPUs; -1: the CPU
    std::string reason;  // why the CPU, where a GPU was not excluded by the user: "this build has no CUDA"
};

// GPU r for the host's rank r. Where each rank sees one GPU only, that one: the launcher has dealt them out,
// and own_gpus() checks that they are different ones. Throws UsageError, a sentence that begins with
// `command`: cuda is requested and this build has none, no driver, no GPU visible; a driver too old, or fewer
// GPUs than ranks of this host, unless the CPU is requested.
DeviceChoice choose_device(const std::string& command, RequestedDevice requested, const GpuFacts& gpus,
                           const RankOnHost& place);

// `devices`: of every rank, host and the GPU's identity, or "cpu". Throws UsageError: some ranks have a GPU
// and some have none; two have the same one and `shares_gpu` is false.
void require_own_gpus(const std::string& command, const std::vector<std::string>& devices, bool shares_gpu);

}  // namespace gren
