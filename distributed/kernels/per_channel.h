// The work of norm_channels.cuh, where the tensors are that it points into.
#pragma once

#include <ATen/record_function.h>
#include <torch/types.h>

#include "distributed/kernels/norm_channels.cuh"

namespace gren {

// One launch in the current stream of `place`'s GPU; asynchronous. A build without CUDA refuses.
template <typename Work>
void launch_per_channel(const torch::Tensor& place, const Work& work);

// work.channel(c) for every channel, on the device of `place`; profilers see it by its name.
template <typename Work>
void for_each_channel(const torch::Tensor& place, const Work& work) {
    RECORD_FUNCTION(Work::kName, c10::ArrayRef<c10::IValue>{});
    if (place.is_cuda()) return launch_per_channel(place, work);
    for (std::int64_t c = 0; c < work.channels; ++c) work.channel(c);
}

}  // namespace gren
