// What the systems that train on labels alone have in common: each image's probability and cross-entropy.
#include "dataio/sample.h"
#include "src/method/rows.h"

namespace gren {

torch::Tensor label_loss(const torch::Tensor& image_logits, const torch::Tensor& label) {
    const auto present = (label == kLabelPresent).to(image_logits.dtype());
    const auto bce =
        torch::binary_cross_entropy_with_logits(image_logits, present, {}, {}, at::Reduction::None);
    return torch::where(label == kLabelUnknown, torch::zeros({}, image_logits.options()), bce).sum(1);
}

Method from_labels(const HeadShape& shape, const MethodOptions& options) {
    auto method = baseline(shape, options);
    method.local = {[reduction = options.loss_reduction](const TermInput& in) {
        return LocalTerm{.name = "classification",
                         .lambda = 1,
                         .per_image = label_loss(in.maps.image_logits, in.batch.targets.label),
                         .terms = in.batch.global_size(),
                         .reduction = reduction};
    }};
    method.score = [](const Maps& maps) { return maps.image_logits.to(torch::kFloat64); };
    return method;
}

torch::Tensor above_half_of_largest(const torch::Tensor& heat) {
    return heat / heat.amax({2, 3}, true).clamp_min(1e-30) - 0.5;
}

std::pair<std::string, std::shared_ptr<torch::nn::Module>> method_slot(
    const std::string& slot, const std::shared_ptr<torch::nn::Module>& module) {
    auto own = std::make_shared<torch::nn::Module>("method");
    own->register_module(slot, module);
    return {"method", own};
}

}  // namespace gren
