#include <stdexcept>

#include "distributed/kernels/per_channel.h"

namespace gren {

using namespace kernels;

template <typename Work>
void launch_per_channel(const torch::Tensor&, const Work&) {
    throw std::logic_error("launch_per_channel: this build has no CUDA");
}

#define GREN_INSTANCE(...) template void launch_per_channel(const torch::Tensor&, const __VA_ARGS__&);
GREN_GPU_CHANNEL_WORK(GREN_INSTANCE)

}  // namespace gren
