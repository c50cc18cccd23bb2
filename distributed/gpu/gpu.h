// The GPUs that this process sees. A build without CUDA sees none and says so.
#pragma once

#include <cstdint>
#include <string>

namespace gren {

struct GpuFacts {
    bool built = false;  // this program was built with CUDA
    int driver = 0;      // newest CUDA the driver serves, 1000 major + 10 minor; 0: no driver on this host
    int runtime = 0;     // CUDA this program was built for, same form
    int visible = 0;     // GPUs this process may use; 0 where the driver is too old to be asked
};
GpuFacts gpu_facts();

struct GpuDescription {
    std::string name;       // "NVIDIA H100 80GB HBM3"
    std::string identity;   // the card's UUID, the same in all processes of a host, whatever their numbering
    double memory_gib = 0;  // of the card
    double free_gib = 0;    // now
    int peers = 0;          // other visible GPUs whose memory it reaches directly
};
// REQUIRES 0 <= index < gpu_facts().visible. Makes the card's context where there is none.
GpuDescription describe_gpu(int index);

// "2.28.9"; empty in a build without CUDA.
std::string nccl_version();

}  // namespace gren
