#include <stdexcept>

#include "distributed/gpu/gpu.h"

namespace gren {

GpuFacts gpu_facts() {
    return {};
}
GpuDescription describe_gpu(int) {
    throw std::logic_error("describe_gpu: this build has no CUDA");
}
std::string nccl_version() {
    return {};
}

}  // namespace gren
