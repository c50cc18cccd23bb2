#include "graph/edge_pull_rows.h"
#include "graph/gram_distances.h"
#include "graph/hash_similarity.h"
#include "graph/kernels.h"
#include "graph/near_differences.h"
#include "graph/on_gpu.h"
#include "graph/pair_pull.h"
#include "graph/pair_squares.h"

namespace gren {
namespace {

using torch::Tensor;

Tensor float64_like(const Tensor& tensor, at::IntArrayRef sizes) {
    return torch::empty(sizes, tensor.options().dtype(torch::kFloat64));
}

const std::uint64_t* words(const Tensor& keys) {
    return reinterpret_cast<const std::uint64_t*>(keys.const_data_ptr<std::int64_t>());
}

}  // namespace

Tensor hash_similarity_cuda(const Tensor& keys) {
    const auto key = keys.contiguous();
    auto similarity = float64_like(key, {key.size(0), key.size(0)});
    on_gpu_of(key, [&](kernels::Stream stream) {
        kernels::hash_similarity(words(key), key.size(0), key.size(1), similarity.data_ptr<double>(), stream);
    });
    return similarity;
}

Tensor lung_hash_similarity_cuda(const Tensor& keys) {
    TORCH_CHECK(keys.size(1) == 2, "lung_hash_similarity takes two hashes an image, got ", keys.size(1));
    const auto key = keys.contiguous();
    auto similarity = float64_like(key, {key.size(0)});
    on_gpu_of(key, [&](kernels::Stream stream) {
        kernels::lung_hash_similarity(words(key), key.size(0), similarity.data_ptr<double>(), stream);
    });
    return similarity;
}

Tensor pair_squares_cuda(const Tensor& own, const Tensor& all) {
    const auto a = own.contiguous(), b = all.contiguous();
    const auto u = a.size(0), v = b.size(0), d = a.size(1);
    auto partial = float64_like(a, {kernels::pair_slices(u, v, d), u, v});
    on_gpu_of(a, [&](kernels::Stream stream) {
        AT_DISPATCH_FLOATING_TYPES(a.scalar_type(), "pair_squares_cuda", [&] {
            kernels::pair_squares(a.const_data_ptr<scalar_t>(), b.const_data_ptr<scalar_t>(), u, v, d,
                                  partial.data_ptr<double>(), stream);
        });
    });
    return partial.sum(0);
}

std::pair<Tensor, Tensor> pair_pull_cuda(const Tensor& own, const Tensor& all, const Tensor& coefficient) {
    const auto a = own.contiguous(), b = all.contiguous(), c = coefficient.contiguous();
    auto to_own = torch::empty_like(a), to_all = torch::empty_like(b);
    on_gpu_of(a, [&](kernels::Stream stream) {
        AT_DISPATCH_FLOATING_TYPES(a.scalar_type(), "pair_pull_cuda", [&] {
            kernels::pair_pull(a.const_data_ptr<scalar_t>(), b.const_data_ptr<scalar_t>(),
                               c.const_data_ptr<scalar_t>(), a.size(0), b.size(0), a.size(1),
                               to_own.mutable_data_ptr<scalar_t>(), to_all.mutable_data_ptr<scalar_t>(),
                               stream);
        });
    });
    return {to_own, to_all};
}

EdgePull edge_pull_cuda(const Tensor& squares, const Tensor& weight) {
    const auto s = squares.contiguous(), w = weight.contiguous();
    EdgePull edges{float64_like(s, {s.size(0)}), torch::empty_like(s)};
    on_gpu_of(s, [&](kernels::Stream stream) {
        kernels::edge_pull_rows(s.const_data_ptr<double>(), w.const_data_ptr<double>(), s.size(0), s.size(1),
                                edges.coefficient.data_ptr<double>(), edges.row_terms.data_ptr<double>(),
                                stream);
    });
    return edges;
}

Tensor square_distances_cuda(const Tensor& gram) {
    const auto g = gram.contiguous();
    auto squares = torch::empty_like(g);
    on_gpu_of(g, [&](kernels::Stream stream) {
        kernels::gram_squares(g.const_data_ptr<double>(), g.size(0), squares.data_ptr<double>(), stream);
    });
    return squares;
}

Tensor near_mask_cuda(const Tensor& gram, const Tensor& squares, double share) {
    const auto g = gram.contiguous(), s = squares.contiguous();
    auto near = torch::empty(g.sizes(), g.options().dtype(torch::kBool));
    on_gpu_of(g, [&](kernels::Stream stream) {
        kernels::near_pair_mask(g.const_data_ptr<double>(), s.const_data_ptr<double>(), g.size(0), share,
                                near.data_ptr<bool>(), stream);
    });
    return near;
}

Tensor partial_square_distances_cuda(const NearPairs& pairs, const Tensor& columns) {
    const auto rows = columns.contiguous();
    auto partial = float64_like(rows, {kernels::near_slices(rows.size(1)), pairs.size()});
    on_gpu_of(rows, [&](kernels::Stream stream) {
        AT_DISPATCH_FLOATING_TYPES(rows.scalar_type(), "partial_square_distances_cuda", [&] {
            kernels::near_squares(
                pairs.u.const_data_ptr<std::int64_t>(), pairs.v.const_data_ptr<std::int64_t>(), pairs.size(),
                rows.const_data_ptr<scalar_t>(), rows.size(1), partial.data_ptr<double>(), stream);
        });
    });
    return partial.sum(0);
}

void add_differences_cuda(const NearPairs& pairs, const Tensor& coefficient, const Tensor& columns,
                          Tensor& sum) {
    TORCH_CHECK(sum.is_contiguous(), "add_differences adds to a contiguous matrix");
    const auto rows = columns.contiguous(), c = coefficient.to(rows.scalar_type()).contiguous();
    on_gpu_of(rows, [&](kernels::Stream stream) {
        AT_DISPATCH_FLOATING_TYPES(rows.scalar_type(), "add_differences_cuda", [&] {
            kernels::near_pull(pairs.u.const_data_ptr<std::int64_t>(), pairs.v.const_data_ptr<std::int64_t>(),
                               c.const_data_ptr<scalar_t>(), pairs.size(), rows.const_data_ptr<scalar_t>(),
                               rows.size(1), sum.data_ptr<scalar_t>(), stream);
        });
    });
}

}  // namespace gren
