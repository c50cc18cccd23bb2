#include "distributed/kernels/launch.cuh"
#include "distributed/kernels/norm_channels.cuh"

namespace gren::kernels {

#define GREN_LAUNCH(...) template void launch(const PerChannel<__VA_ARGS__>&, Stream);
GREN_GPU_CHANNEL_WORK(GREN_LAUNCH)

}  // namespace gren::kernels
