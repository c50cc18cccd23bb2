#include "distributed/kernels/on_gpu.h"
#include "distributed/kernels/per_channel.h"

namespace gren {

using namespace kernels;

template <typename Work>
void launch_per_channel(const torch::Tensor& place, const Work& work) {
    launch_on_gpu_of(place, PerChannel<Work>{work});
}

#define GREN_INSTANCE(...) template void launch_per_channel(const torch::Tensor&, const __VA_ARGS__&);
GREN_GPU_CHANNEL_WORK(GREN_INSTANCE)

}  // namespace gren
