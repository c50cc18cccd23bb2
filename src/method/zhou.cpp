// Zhou et al. 2021: features weighed by what tells the lungs of one film apart and what tells it from normal
// films, and beside the maps a graph of the diseases whose nodes are pooled from them. Known from the
// abstract; every equation is our reading (grade C).
#include <torch/nn/init.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include "src/method/head.h"
#include "src/method/losses.h"
#include "src/method/mirror.h"
#include "src/method/organs.h"
#include "src/method/rows.h"

namespace gren {
namespace {

constexpr std::int64_t kNodeWidth = 512;

// Over its largest cell; 0 where all cells are. [B, 1, h, w]
torch::Tensor over_its_largest(const torch::Tensor& map) {
    const auto largest = map.amax({2, 3}, true);
    return torch::where(largest > 0, map / torch::where(largest > 0, largest, torch::ones_like(largest)),
                        torch::zeros_like(map));
}

// F ⊙ (1 + α1 â_intra + α2 â_inter), both α 0 at the start.
class DualContrast : public torch::nn::Module {
  public:
    DualContrast() : alpha_(register_parameter("alpha", torch::zeros({2}))) {}

    torch::Tensor operator()(const BackboneFeatures& backbone, const Batch& batch) {
        const auto& f = backbone.own;
        const auto intra =
            over_its_largest(side_difference(f, batch.lungs(), batch.lungs_valid).mean(1, true));
        // One anchor after the other: all at once are A times F.
        auto inter = torch::zeros_like(intra);
        for (std::int64_t a = 0; a < backbone.anchors.size(0); ++a)
            inter = inter + (f - backbone.anchors[a]).abs().mean(1, true);
        return f * (1 + alpha_[0] * intra + alpha_[1] * over_its_largest(inter)).to(f.dtype());
    }

  private:
    torch::Tensor alpha_;
};

// A node a disease, pooled from F' by a softmax over the cells; one graph convolution; a logit a node.
class DiseaseGraph : public torch::nn::Module {
  public:
    DiseaseGraph(const HeadShape& shape, const torch::Tensor& co_occurrence)
        : pooling_(register_module(
              "pooling", torch::nn::Conv2d(torch::nn::Conv2dOptions(shape.channels, shape.classes, 1)))),
          convolution_(register_module(
              "convolution",
              torch::nn::Linear(torch::nn::LinearOptions(shape.channels, kNodeWidth).bias(false)))),
          weight_(register_parameter("weight", torch::zeros({shape.classes, kNodeWidth}))),
          bias_(register_parameter("bias", torch::zeros({shape.classes}))),
          edges_(register_buffer("edges", disease_edges(shape.class_names, shape.classes, co_occurrence))) {}

    torch::Tensor operator()(const torch::Tensor& f) {                                   // -> [B, K]
        const auto nodes = pooling_(f).flatten(2).softmax(2).matmul(f.flatten(2).mT());  // [B, K, C]
        const auto mixed = convolution_(edges_.to(nodes.dtype()).matmul(nodes)).relu();
        return (mixed * weight_).sum(2) + bias_;
    }

  private:
    torch::nn::Conv2d pooling_;
    torch::nn::Linear convolution_;
    torch::Tensor weight_, bias_, edges_;
};

// Logit of the mean of two probabilities given by their logits, float64.
torch::Tensor mean_of_both(const torch::Tensor& a, const torch::Tensor& b) {
    return torch::logaddexp(torch::log_sigmoid(a), torch::log_sigmoid(b)) -
           torch::logaddexp(torch::log_sigmoid(-a), torch::log_sigmoid(-b));
}

}  // namespace

Method zhou(const HeadShape& shape, const MethodOptions& options) {
    auto method = baseline(shape, options);
    const auto contrast = std::make_shared<DualContrast>();
    const auto graph = std::make_shared<DiseaseGraph>(shape, options.co_occurrence);
    auto own = std::make_shared<torch::nn::Module>("method");
    own->register_module("contrast", contrast);
    own->register_module("graph", graph);
    method.modules.emplace_back("method", own);
    method.enhance = [contrast, graph](const BackboneFeatures& backbone, const Batch& batch) {
        const auto f = (*contrast)(backbone, batch);
        return Features{.map = f, .graph_logits = (*graph)(f)};
    };
    method.head = [maps = method.head](const Features& features, std::int64_t grid) {
        return Maps{.logits = maps(features, grid).logits, .image_logits = features.graph_logits};
    };
    method.local.push_back([reduction = options.loss_reduction](const TermInput& in) {
        return LocalTerm{.name = "diseases",
                         .lambda = 1,
                         .per_image = label_loss(in.maps.image_logits, in.batch.targets.label),
                         .terms = in.batch.global_size(),
                         .reduction = reduction};
    });
    method.score = [maps = method.score](const Maps& seen) {
        return mean_of_both(maps(seen), seen.image_logits.to(torch::kFloat64));
    };
    return method;
}

}  // namespace gren
