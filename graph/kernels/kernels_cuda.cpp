#include "distributed/kernels/on_gpu.h"
#include "graph/kernels/edge_gradient_rows.cuh"
#include "graph/kernels/gram_distances.cuh"
#include "graph/kernels/hash_similarity.cuh"
#include "graph/kernels/kernels.h"
#include "graph/kernels/near_differences.cuh"
#include "graph/kernels/pair_gradients.cuh"
#include "graph/kernels/pair_squares.cuh"

namespace gren {
namespace {

using torch::Tensor;

Tensor float64_like(const Tensor& tensor, at::IntArrayRef sizes) {
    return torch::empty(sizes, tensor.options().dtype(torch::kFloat64));
}

const std::uint64_t* words(const Tensor& hashes) {
    return reinterpret_cast<const std::uint64_t*>(hashes.const_data_ptr<std::int64_t>());
}

}  // namespace

Tensor hash_similarity_cuda(const Tensor& hashes, std::int64_t first, std::int64_t rows) {
    const auto packed = hashes.contiguous();
    auto similarity = float64_like(packed, {rows, packed.size(0)});
    launch_on_gpu_of(
        packed,
        kernels::HashSimilarity{
            {first, rows, packed.size(0)}, words(packed), similarity.data_ptr<double>(), packed.size(1)});
    return similarity;
}

Tensor pair_hash_similarity_cuda(const Tensor& hashes) {
    TORCH_CHECK(hashes.size(1) == 2, "pair_hash_similarity takes two hashes an image, got ", hashes.size(1));
    const auto packed = hashes.contiguous();
    auto similarity = float64_like(packed, {packed.size(0)});
    launch_on_gpu_of(packed, kernels::PairHashSimilarity{.packed = words(packed),
                                                         .similarity = similarity.data_ptr<double>(),
                                                         .images = packed.size(0)});
    return similarity;
}

Tensor pair_squares_cuda(const Tensor& own, const Tensor& all) {
    const auto a = own.contiguous(), b = all.contiguous();
    const auto u = a.size(0), v = b.size(0), d = a.size(1);
    auto partial = float64_like(a, {kernels::pair_slices(u, v, d), u, v});
    AT_DISPATCH_FLOATING_TYPES(a.scalar_type(), "pair_squares_cuda", [&] {
        launch_on_gpu_of(
            a, kernels::PairSquares<scalar_t>{.own = a.const_data_ptr<scalar_t>(),
                                              .all = b.const_data_ptr<scalar_t>(),
                                              .partial = partial.data_ptr<double>(),
                                              .own_rows = u,
                                              .all_rows = v,
                                              .features = d,
                                              .slice_columns = kernels::pair_slice_columns(u, v, d)});
    });
    return partial.sum(0);
}

std::pair<Tensor, Tensor> pair_gradients_cuda(const Tensor& own, const Tensor& all,
                                              const Tensor& coefficients) {
    const auto a = own.contiguous(), b = all.contiguous(), c = coefficients.contiguous();
    auto to_own = torch::empty_like(a), to_all = torch::empty_like(b);
    AT_DISPATCH_FLOATING_TYPES(a.scalar_type(), "pair_gradients_cuda", [&] {
        launch_on_gpu_of(a, kernels::PairGradients<scalar_t>{.own = a.const_data_ptr<scalar_t>(),
                                                             .all = b.const_data_ptr<scalar_t>(),
                                                             .coefficients = c.const_data_ptr<scalar_t>(),
                                                             .to_own = to_own.mutable_data_ptr<scalar_t>(),
                                                             .to_all = to_all.mutable_data_ptr<scalar_t>(),
                                                             .own_rows = a.size(0),
                                                             .all_rows = b.size(0),
                                                             .features = a.size(1)});
    });
    return {to_own, to_all};
}

std::pair<Tensor, Tensor> edge_gradients_cuda(const Tensor& squares, const Tensor& weight) {
    const auto s = squares.contiguous(), w = weight.contiguous();
    auto row_terms = float64_like(s, {s.size(0)}), coefficients = torch::empty_like(s);
    launch_on_gpu_of(s, kernels::EdgeGradientRows{.squares = s.const_data_ptr<double>(),
                                                  .weight = w.const_data_ptr<double>(),
                                                  .coefficients = coefficients.data_ptr<double>(),
                                                  .row_terms = row_terms.data_ptr<double>(),
                                                  .rows = s.size(0),
                                                  .columns = s.size(1)});
    return {row_terms, coefficients};
}

Tensor square_distances_cuda(const Tensor& gram, const Tensor& norms, std::int64_t first) {
    const auto g = gram.contiguous(), n = norms.contiguous();
    auto squares = torch::empty_like(g);
    launch_on_gpu_of(g, kernels::GramSquares{{first, g.size(0), g.size(1)},
                                             g.const_data_ptr<double>(),
                                             n.const_data_ptr<double>(),
                                             squares.data_ptr<double>()});
    return squares;
}

Tensor near_mask_cuda(const Tensor& squares, const Tensor& norms, std::int64_t first, double share) {
    const auto s = squares.contiguous(), n = norms.contiguous();
    auto near = torch::empty(s.sizes(), s.options().dtype(torch::kBool));
    launch_on_gpu_of(s, kernels::NearPairMask{{first, s.size(0), s.size(1)},
                                              s.const_data_ptr<double>(),
                                              n.const_data_ptr<double>(),
                                              share,
                                              near.data_ptr<bool>()});
    return near;
}

Tensor partial_square_distances_cuda(const Tensor& u, const Tensor& v, const Tensor& columns) {
    const auto rows = columns.contiguous();
    auto partial = float64_like(rows, {kernels::near_slices(rows.size(1)), u.size(0)});
    AT_DISPATCH_FLOATING_TYPES(rows.scalar_type(), "partial_square_distances_cuda", [&] {
        launch_on_gpu_of(rows, kernels::NearSquares<scalar_t>{.u = u.const_data_ptr<std::int64_t>(),
                                                              .v = v.const_data_ptr<std::int64_t>(),
                                                              .rows = rows.const_data_ptr<scalar_t>(),
                                                              .partial = partial.data_ptr<double>(),
                                                              .pairs = u.size(0),
                                                              .features = rows.size(1)});
    });
    return partial.sum(0);
}

void add_differences_cuda(const Tensor& u, const Tensor& v, const Tensor& coefficients, const Tensor& columns,
                          Tensor& sum) {
    TORCH_CHECK(sum.is_contiguous(), "add_differences adds to a contiguous matrix");
    const auto rows = columns.contiguous(), c = coefficients.to(rows.scalar_type()).contiguous();
    AT_DISPATCH_FLOATING_TYPES(rows.scalar_type(), "add_differences_cuda", [&] {
        launch_on_gpu_of(rows, kernels::NearGradients<scalar_t>{.u = u.const_data_ptr<std::int64_t>(),
                                                                .v = v.const_data_ptr<std::int64_t>(),
                                                                .coefficients = c.const_data_ptr<scalar_t>(),
                                                                .rows = rows.const_data_ptr<scalar_t>(),
                                                                .sum = sum.data_ptr<scalar_t>(),
                                                                .pairs = u.size(0),
                                                                .features = rows.size(1)});
    });
}

}  // namespace gren
