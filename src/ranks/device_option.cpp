#include "src/ranks/device_option.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <iostream>

#include "distributed/collectives.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

// NCCL refuses two ranks on one GPU of one host; ranks on hosts of their own it takes for far apart.
void pretend_own_host(const World& world) {
    setenv("NCCL_HOSTID", fmt::format("gren-rank-{}", world.rank()).c_str(), /*overwrite=*/1);
}

// Who wants the CPU does not wake a driver.
GpuFacts facts_for(RequestedDevice requested) {
    return requested == RequestedDevice::cpu ? GpuFacts{} : gpu_facts();
}

std::string cpu_text(const DeviceChoice& choice) {
    return choice.reason.empty() ? "cpu" : fmt::format("cpu ({})", choice.reason);
}

std::string gpu_text(const DeviceChoice& choice, const GpuDescription& gpu, const GpuFacts& facts) {
    return fmt::format(
        "cuda:{} {}, {:.1f} of {:.1f} GiB free, driver for CUDA {}.{}, NCCL {}, {} peers within reach",
        choice.gpu, gpu.name, gpu.free_gib, gpu.memory_gib, facts.driver / 1000, facts.driver % 1000 / 10,
        nccl_version(), gpu.peers);
}

void say_device(const std::string& text, torch::Device device, const DeviceOptions& options) {
    std::cerr << fmt::format("device: {}, {}\n", text,
                             precision_text(options.precision, device, options.trains));
}

}  // namespace

OptionRow device_row() {
    return {"device", text("auto"),
            "What computes: cuda, cpu, or auto, a GPU where this build has CUDA and the host has a GPU.",
            any_value(), Shapes::nothing};
}

OptionRow share_gpu_row() {
    return {
        "share-gpu", flag(),
        "Lets ranks of a host share its GPUs, which then take turns and split the memory: slower, for tests.",
        any_value(), Shapes::nothing};
}

DeviceOptions device_options(const po::variables_map& values, const std::string& command) {
    try {
        return {.requested = requested_device_from(values["device"].as<std::string>()),
                .shares_gpu = values.count("share-gpu") != 0 && values["share-gpu"].as<bool>()};
    } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("{}: {}", command, error.what()));
    }
}

std::string take_device(World& world, const DeviceOptions& options, const std::string& command) {
    const auto facts = facts_for(options.requested);
    const auto choice = choose_device(
        command, options.requested, facts,
        {.rank = world.local_rank(), .ranks = world.local_size(), .shares_gpu = options.shares_gpu});
    const bool on_gpu = choice.gpu >= 0;
    const auto gpu = on_gpu ? describe_gpu(choice.gpu) : GpuDescription{};
    require_own_gpus(command, gather_text(world, on_gpu ? gpu.identity : "cpu"), options.shares_gpu);
    const auto text = on_gpu ? gpu_text(choice, gpu, facts) : cpu_text(choice);
    if (on_gpu && options.shares_gpu) pretend_own_host(world);
    if (on_gpu) world.use_gpu(choice.gpu);
    use_precision(options.precision, world.device(), command);
    if (world.rank() == 0)
        say_device(text + (on_gpu && world.size() > 1 ? fmt::format(" (rank 0 of {})", world.size()) : ""),
                   world.device(), options);
    return text;
}

torch::Device device_alone(const DeviceOptions& options, const std::string& command) {
    const auto facts = facts_for(options.requested);
    const auto choice = choose_device(command, options.requested, facts, {});
    const bool on_gpu = choice.gpu >= 0;
    const torch::Device device = on_gpu
                                     ? torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(choice.gpu))
                                     : torch::Device(torch::kCPU);
    use_precision(options.precision, device, command);
    say_device(on_gpu ? gpu_text(choice, describe_gpu(choice.gpu), facts) : cpu_text(choice), device,
               options);
    return device;
}

}  // namespace gren
