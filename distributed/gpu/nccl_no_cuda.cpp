#include <stdexcept>

#include "distributed/gpu/nccl.h"

namespace gren {

NcclBackends make_nccl_backends(const MpiSession&, torch::Device, Traffic&) {
    throw std::logic_error("make_nccl_backends: this build has no CUDA");
}
void end(NcclBackends&, bool) noexcept {}

}  // namespace gren
