#include "distributed/gradient_reducer.h"

#include <algorithm>
#include <filesystem>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/comm.hpp>
#include <torch/csrc/distributed/c10d/default_comm_hooks.hpp>
#include <torch/csrc/distributed/c10d/reducer.hpp>
#include <unordered_map>

namespace gren {

GradientReducer::GradientReducer(World& world, std::vector<torch::Tensor> parameters,
                                 std::int64_t bucket_bytes)
    : parameters_(std::move(parameters)) {
    const auto first_bytes = std::min<std::int64_t>(c10d::kDefaultFirstBucketBytes, bucket_bytes);
    const std::vector<bool> is_sparse(parameters_.size(), false);
    auto [buckets, limits] = c10d::compute_bucket_assignment_by_size(
        parameters_, {static_cast<std::size_t>(first_bytes), static_cast<std::size_t>(bucket_bytes)},
        is_sparse);
    // Gradients arrive roughly from the last layer to the first. After the first step the reducer knows
    // the true order.
    std::reverse(buckets.begin(), buckets.end());
    reducer_ =
        std::make_shared<c10d::Reducer>(parameters_, buckets, world.group(), is_sparse, bucket_bytes,
                                        /*find_unused_parameters=*/false, /*gradient_as_bucket_view=*/true,
                                        /*param_names=*/std::unordered_map<std::size_t, std::string>{},
                                        first_bytes, /*skip_all_reduce_unused_params=*/false,
                                        /*use_python_reducer=*/false,
                                        /*bucket_bytes_cap_list=*/std::vector<std::int64_t>{});
    // Divides each bucket by the number of ranks, where the reducer would divide each parameter's gradient.
    reducer_->register_builtin_comm_hook(c10d::BuiltinCommHookType::ALLREDUCE);
}

GradientReducer::~GradientReducer() = default;

void GradientReducer::forward_begins() {
    reducer_->prepare_for_forward();
    reducer_->rebuild_buckets();
}

void GradientReducer::backward_begins(const torch::Tensor& loss) {
    reducer_->prepare_for_backward({loss});
}

void GradientReducer::zero_gradients() {
    std::vector<torch::Tensor> gradients;
    for (const auto& parameter : parameters_)
        if (parameter.grad().defined()) gradients.push_back(parameter.grad());
    if (!gradients.empty()) at::_foreach_zero_(gradients);
}

void broadcast_module(World& world, torch::nn::Module& module) {
    const torch::NoGradGuard no_gradient;
    auto tensors = module.parameters();
    for (const auto& buffer : module.buffers()) tensors.push_back(buffer);
    constexpr std::size_t kBytesPerBroadcast = 64 << 20;
    c10d::broadcast_coalesced(world.group(), tensors, kBytesPerBroadcast, /*rank=*/0);
}

}  // namespace gren
