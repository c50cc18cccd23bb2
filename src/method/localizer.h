// The network: a backbone with the method's modules on it, and the file it is kept in.
#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "src/method/method.h"
#include "src/network/backbone.h"

namespace gren {

// Registers the backbone's modules as its own, beside the method's, so that files carry torchvision's names
// for the backbone and head.* beside them. Throws what make_backbone() does.
class LocalizerImpl : public torch::nn::Module {
  public:
    LocalizerImpl(const BackboneOptions& options, Method method);
    const Backbone& backbone() const { return *backbone_; }
    const Method& method() const { return method_; }

    // F of images [B, 3, S, S], backbone.h.
    torch::Tensor forward(const torch::Tensor& images) const { return backbone_->forward(images); }

  private:
    std::shared_ptr<Backbone> backbone_;
    Method method_;
};
TORCH_MODULE(Localizer);

// What must be known to build the same network again; travels in model.safetensors' metadata.
struct LocalizerSpec {
    int depth = 50;  // BackboneOptions
    int output_stride = 32;
    std::int64_t width = 64;  // channels of the backbone's first convolution
    std::int64_t head_width = 512;
    std::int64_t grid = 16;  // P in training: the score's grid
    int image_size = 512;    // S
    std::string method = "gren";
    SystemVariant variant{};
    std::vector<std::string> classes;  // [K]
    bool aligned = false;              // the films that it was trained on (dataio/lungs/alignment.h)

    std::int64_t channels() const { return stage_channels(depth, width).back(); }  // of F
    HeadShape head_shape() const {
        const auto stages = stage_channels(depth, width);
        return {.channels = stages[3],
                .earlier_channels = {stages[0], stages[1], stages[2]},
                .width = head_width,
                .classes = static_cast<std::int64_t>(classes.size()),
                .grid = grid,
                .class_names = classes,
                .variant = variant};
    }
};

Localizer make_localizer(const LocalizerSpec& spec, const MethodOptions& options, NormMode norm,
                         World* world);

// Convolution weights in the layout in which convolutions of channels_last images run
// fastest; values unchanged.
void use_channels_last(torch::nn::Module& module);

// Atomic. `about`: more metadata (digests, versions). Throws DataError.
void write_model(const std::filesystem::path& file, const Localizer& model, const LocalizerSpec& spec,
                 std::map<std::string, std::string> about);

struct LoadedModel {
    LocalizerSpec spec;
    Localizer model{nullptr};  // eval mode, batch norm frozen
    std::map<std::string, std::string> about;
};
// Throws DataError: absent, not written by gren, weights that do not fit their own metadata.
LoadedModel read_model(const std::filesystem::path& file);

}  // namespace gren
