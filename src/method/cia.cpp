// Liu et al. 2019, CIA-Net: what tells a film from a normal one of like build is where to look. Pairing is as
// in the released loaders; no equation of the attention was found anywhere: ours is a reading (grade C).
#include "src/method/rows.h"

namespace gren {
namespace {

constexpr double kLocalSharpness = 1.5, kGlobalSharpness = 5;  // τ, from GREN's released display code

// a [B, 1, h, w], Σ a = 1: softmax over the cells of τ (m − mean m) / max (m − mean m), and even where m is.
torch::Tensor attention_of(const torch::Tensor& own, const torch::Tensor& normal, bool global) {
    const auto other = global ? normal.mean({2, 3}, true) : normal;
    const auto m = (own - other).abs().mean(1, true).flatten(1);  // [B, h·w]
    const auto above = m - m.mean(1, true);
    const auto most = above.amax(1, true);
    const auto share = torch::where(most > 0, above / torch::where(most > 0, most, torch::ones_like(most)),
                                    torch::zeros_like(above));
    const double sharpness = global ? kGlobalSharpness : kLocalSharpness;
    return (sharpness * share).softmax(1).view({own.size(0), 1, own.size(2), own.size(3)});
}

}  // namespace

Method cia(const HeadShape& shape, const MethodOptions& options) {
    auto method = baseline(shape, options);
    method.enhance = [global = shape.variant.global_contrast](const BackboneFeatures& backbone,
                                                              const Batch&) {
        const auto& own = backbone.own;
        const auto cells = static_cast<double>(own.size(2) * own.size(3));
        return Features{own * (cells * attention_of(own, backbone.companions, global))};
    };
    return method;
}

}  // namespace gren
