// Masked pooling as an autograd function: F is read once forward, its gradient written once backward.
#include <torch/autograd.h>

#include "graph/kernels/kernels.h"
#include "graph/kernels/lung_pooling.cuh"
#include "distributed/kernels/on_gpu.h"

namespace gren {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// F in one of the two layouts that the kernels read; a view where it already lies so.
Tensor in_a_layout(const Tensor& features) {
    return features.contiguous(features.suggest_memory_format());
}

kernels::FeatureLayout layout_of(const Tensor& features) {
    return {features.size(0), features.size(1), features.size(2) * features.size(3),
            features.suggest_memory_format() == torch::MemoryFormat::ChannelsLast};
}

struct LungPooling : torch::autograd::Function<LungPooling> {
    static Tensor forward(AutogradContext* context, const Tensor& features, const Tensor& fractions) {
        const auto f = in_a_layout(features);
        const auto share = fractions.to(f.scalar_type()).contiguous();
        auto pooled = torch::empty({f.size(0), 2, f.size(1)}, f.options());
        auto total = torch::empty({f.size(0), 2}, f.options());
        AT_DISPATCH_FLOATING_TYPES(f.scalar_type(), "lung_pooling", [&] {
            launch_on_gpu_of(f, kernels::LungPooling<scalar_t>{{layout_of(f)},
                                                               f.const_data_ptr<scalar_t>(),
                                                               share.const_data_ptr<scalar_t>(),
                                                               pooled.data_ptr<scalar_t>(),
                                                               total.data_ptr<scalar_t>()});
        });
        context->save_for_backward({share, total});  // not F: its gradient does not depend on it
        context->saved_data["sizes"] = f.sizes().vec();
        context->saved_data["channels_last"] = layout_of(f).channels_last;
        return pooled;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &share = saved[0], &total = saved[1];
        const auto gradient = gradients[0].contiguous();
        const auto sizes = context->saved_data["sizes"].toIntVector();
        const bool channels_last = context->saved_data["channels_last"].toBool();
        auto to_features = torch::empty(
            sizes, gradient.options().memory_format(channels_last ? torch::MemoryFormat::ChannelsLast
                                                                  : torch::MemoryFormat::Contiguous));
        const kernels::FeatureLayout layout{sizes[0], sizes[1], sizes[2] * sizes[3], channels_last};
        AT_DISPATCH_FLOATING_TYPES(gradient.scalar_type(), "lung_pooling_backward", [&] {
            launch_on_gpu_of(gradient,
                             kernels::LungPoolingBackward<scalar_t>{{layout},
                                                                    gradient.const_data_ptr<scalar_t>(),
                                                                    share.const_data_ptr<scalar_t>(),
                                                                    total.const_data_ptr<scalar_t>(),
                                                                    to_features.data_ptr<scalar_t>()});
        });
        return {to_features, Tensor()};
    }
};

}  // namespace

Tensor pooled_cuda(const Tensor& features, const Tensor& fractions) {
    TORCH_CHECK(!fractions.requires_grad(), "lung pooling gives no gradient to the lungs' fractions");
    return LungPooling::apply(features, fractions);
}

}  // namespace gren
