// --device and --share-gpu: where a rank computes, the same for every command that runs a network.
#pragma once

#include "distributed/world.h"
#include "src/ranks/device_choice.h"
#include "src/ranks/precision.h"
#include "src/run/option_table.h"

namespace gren {

struct DeviceOptions {
    RequestedDevice requested = RequestedDevice::automatic;
    bool shares_gpu = false;
    Precision precision = Precision::fp32;
    bool trains = false;
};

OptionRow device_row();
OptionRow share_gpu_row();  // for commands of several ranks

// Throws UsageError of `command`, "gren train".
DeviceOptions device_options(const po::variables_map& values, const std::string& command);

// Collective: each rank of `world` takes its device and the precision of its arithmetic. Rank 0 says which on
// stderr: "device: cuda:0 ..., fp32".
// -> this rank's, in words: "cpu (this build has no CUDA)". Throws UsageError: device_choice.h.
std::string take_device(World& world, const DeviceOptions& options, const std::string& command);

// The same of a process that is alone. Throws UsageError.
torch::Device device_alone(const DeviceOptions& options, const std::string& command);

}  // namespace gren
