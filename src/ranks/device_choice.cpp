#include "src/ranks/device_choice.h"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

#include "src/run/usage_error.h"

namespace gren {
namespace {

constexpr const char* kOnCpu = "--device cpu computes without one";

std::string cuda_version(int number) {
    return fmt::format("{}.{}", number / 1000, number % 1000 / 10);
}

// What keeps this process from computing on a GPU at all; empty: nothing.
std::string why_no_gpu(const GpuFacts& gpus) {
    if (!gpus.built) return "this build has no CUDA";
    if (gpus.driver == 0) return "this host has no NVIDIA driver";
    if (gpus.visible == 0) return "no GPU is visible";
    return {};
}

std::string cure_of_no_gpu(const GpuFacts& gpus) {
    if (!gpus.built) return "build with --preset cuda-release";
    if (gpus.driver == 0) return "start on a host with a GPU";
    return "ask the scheduler for one (--gpus-per-node), or look at CUDA_VISIBLE_DEVICES";
}

}  // namespace

RequestedDevice requested_device_from(const std::string& name) {
    if (name == "auto") return RequestedDevice::automatic;
    if (name == "cpu") return RequestedDevice::cpu;
    if (name == "cuda") return RequestedDevice::cuda;
    throw std::invalid_argument(fmt::format("--device {}: expected auto, cpu or cuda", name));
}

DeviceChoice choose_device(const std::string& command, RequestedDevice requested, const GpuFacts& gpus,
                           const RankOnHost& place) {
    if (requested == RequestedDevice::cpu) return {};
    // A driver says that a GPU is meant to be used: no quiet way back to the CPU.
    if (gpus.built && gpus.driver > 0 && gpus.driver < gpus.runtime)
        throw UsageError(fmt::format(
            "{}: the NVIDIA driver serves CUDA {} and this build needs {}: install a newer driver; "
            "{}",
            command, cuda_version(gpus.driver), cuda_version(gpus.runtime), kOnCpu));
    if (const auto reason = why_no_gpu(gpus); !reason.empty()) {
        if (requested == RequestedDevice::automatic) return {.reason = reason};
        throw UsageError(
            fmt::format("{}: --device cuda: {}: {}; {}", command, reason, cure_of_no_gpu(gpus), kOnCpu));
    }
    if (place.shares_gpu) return {.gpu = place.rank % gpus.visible, .reason = {}};
    if (gpus.visible == 1) return {.gpu = 0, .reason = {}};
    if (gpus.visible < place.ranks)
        throw UsageError(
            fmt::format("{}: {} ranks on this host see {} GPUs: start a rank a GPU, or let ranks share them "
                        "(--share-gpu); {}",
                        command, place.ranks, gpus.visible, kOnCpu));
    return {.gpu = place.rank, .reason = {}};
}

void require_own_gpus(const std::string& command, const std::vector<std::string>& devices, bool shares_gpu) {
    std::map<std::string, std::size_t> first_rank_of;
    for (std::size_t rank = 0; rank < devices.size(); ++rank) {
        if ((devices[rank] == "cpu") != (devices[0] == "cpu"))
            throw UsageError(fmt::format(
                "{}: rank {} has {} and rank 0 {}: start all ranks where there is a GPU; {}", command, rank,
                devices[rank] == "cpu" ? "no GPU" : "a GPU", devices[0] == "cpu" ? "none" : "one", kOnCpu));
        const auto [found, is_new] = first_rank_of.emplace(devices[rank], rank);
        if (is_new || shares_gpu || devices[rank] == "cpu") continue;
        throw UsageError(
            fmt::format("{}: ranks {} and {} have the same GPU: start a rank a GPU, or let them share it "
                        "(--share-gpu); {}",
                        command, found->second, rank, kOnCpu));
    }
}

}  // namespace gren
