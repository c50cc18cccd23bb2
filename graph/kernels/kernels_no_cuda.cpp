// The functions of kernels.h in a build without CUDA, which refuses a GPU long before it could make
// such a tensor.
#include <cstdint>
#include <stdexcept>

#include "graph/kernels/kernels.h"

namespace gren {
namespace {

[[noreturn]] void refuse() {
    throw std::logic_error("a tensor on a GPU met a build without CUDA; build with --preset cuda-release");
}

}  // namespace

torch::Tensor hash_similarity_cuda(const torch::Tensor&, std::int64_t, std::int64_t) {
    refuse();
}
torch::Tensor pair_hash_similarity_cuda(const torch::Tensor&) {
    refuse();
}
torch::Tensor pooled_cuda(const torch::Tensor&, const torch::Tensor&) {
    refuse();
}
torch::Tensor pair_squares_cuda(const torch::Tensor&, const torch::Tensor&) {
    refuse();
}
std::pair<torch::Tensor, torch::Tensor> pair_gradients_cuda(const torch::Tensor&, const torch::Tensor&,
                                                            const torch::Tensor&) {
    refuse();
}
std::pair<torch::Tensor, torch::Tensor> edge_gradients_cuda(const torch::Tensor&, const torch::Tensor&) {
    refuse();
}
torch::Tensor square_distances_cuda(const torch::Tensor&, const torch::Tensor&, std::int64_t) {
    refuse();
}
torch::Tensor near_mask_cuda(const torch::Tensor&, const torch::Tensor&, std::int64_t, double) {
    refuse();
}
torch::Tensor partial_square_distances_cuda(const torch::Tensor&, const torch::Tensor&,
                                            const torch::Tensor&) {
    refuse();
}
void add_differences_cuda(const torch::Tensor&, const torch::Tensor&, const torch::Tensor&,
                          const torch::Tensor&, torch::Tensor&) {
    refuse();
}

}  // namespace gren
