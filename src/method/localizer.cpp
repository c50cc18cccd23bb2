#include "src/method/localizer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/algorithm/string.hpp>

#include "dataio/data_error.h"
#include "dataio/tensors/safetensors.h"
#include "src/network/image_scale.h"
#include "src/network/weights.h"
#include "src/run/version.h"

namespace gren {
namespace {

std::map<std::string, std::string> metadata_of(const LocalizerSpec& spec) {
    return {{"format", "pt"},  // what Python's safetensors expects of tensors for torch
            {"gren_version", code_version()},
            {"depth", fmt::to_string(spec.depth)},
            {"output_stride", fmt::to_string(spec.output_stride)},
            {"width", fmt::to_string(spec.width)},
            {"head_width", fmt::to_string(spec.head_width)},
            {"grid", fmt::to_string(spec.grid)},
            {"image_size", fmt::to_string(spec.image_size)},
            {"method", spec.method},
            {"head_kernel", fmt::to_string(spec.variant.head_kernel)},
            {"head_batch_norm", fmt::to_string(spec.variant.head_batch_norm)},
            {"mil_floor", fmt::to_string(spec.variant.floor)},
            {"cam_transition", fmt::to_string(spec.variant.transition)},
            {"lse_sharpness", fmt::to_string(spec.variant.lse_sharpness)},
            {"random_pairing", fmt::to_string(spec.variant.random_pairing)},
            {"global_contrast", fmt::to_string(spec.variant.global_contrast)},
            {"classes", fmt::format("{}", fmt::join(spec.classes, "|"))},
            {"aligned", fmt::to_string(spec.aligned)},
            {"mean", fmt::format("{}", fmt::join(kImageMean, " "))},
            {"std", fmt::format("{}", fmt::join(kImageDeviation, " "))}};
}

LocalizerSpec spec_from(const std::map<std::string, std::string>& metadata,
                        const std::filesystem::path& file) {
    const auto value = [&](const std::string& key) -> const std::string& {
        const auto found = metadata.find(key);
        if (found == metadata.end())
            throw DataError(
                fmt::format("{}: its metadata lack '{}'; expected a model.safetensors written by gren train",
                            file.string(), key));
        return found->second;
    };
    // Not in files of versions that knew one head.
    const auto variant_value = [&](const char* key, const auto& otherwise) {
        return metadata.contains(key) ? metadata.at(key) : fmt::to_string(otherwise);
    };
    const SystemVariant plain;
    LocalizerSpec spec{
        .depth = std::stoi(value("depth")),
        .output_stride = std::stoi(value("output_stride")),
        .width = metadata.contains("width") ? std::stol(value("width")) : LocalizerSpec{}.width,
        .head_width = std::stol(value("head_width")),
        .grid = std::stol(value("grid")),
        .image_size = std::stoi(value("image_size")),
        .method = value("method"),
        .variant = {.head_kernel = std::stol(variant_value("head_kernel", plain.head_kernel)),
                    .head_batch_norm = variant_value("head_batch_norm", plain.head_batch_norm) == "true",
                    .floor = std::stod(variant_value("mil_floor", plain.floor)),
                    .transition = variant_value("cam_transition", plain.transition) == "true",
                    .lse_sharpness = std::stod(variant_value("lse_sharpness", plain.lse_sharpness)),
                    .random_pairing = variant_value("random_pairing", plain.random_pairing) == "true",
                    .global_contrast = variant_value("global_contrast", plain.global_contrast) == "true"},
        .classes = {},
        .aligned = variant_value("aligned", false) == "true"};
    boost::split(spec.classes, value("classes"), boost::is_any_of("|"));
    return spec;
}

}  // namespace

LocalizerImpl::LocalizerImpl(const BackboneOptions& options, Method method)
    : backbone_(make_backbone(options)), method_(std::move(method)) {
    for (const auto& part : backbone_->named_children()) register_module(part.key(), part.value());
    for (const auto& [name, part] : method_.modules) register_module(name, part);
}

Localizer make_localizer(const LocalizerSpec& spec, const MethodOptions& options, NormMode norm,
                         World* world) {
    auto shape = spec.head_shape();
    shape.norm = norm;
    shape.world = world;
    return Localizer(BackboneOptions{.depth = spec.depth,
                                     .output_stride = spec.output_stride,
                                     .norm = norm,
                                     .world = world,
                                     .width = spec.width},
                     make_method(spec.method, shape, options));
}

void use_channels_last(torch::nn::Module& module) {
    // Not contiguous(ChannelsLast), which leaves the strides of 1×1 kernels as they are: gradients come
    // with the others.
    for (auto& parameter : module.parameters())
        if (parameter.dim() == 4)
            parameter.set_data(
                torch::empty_like(parameter, parameter.options(), at::MemoryFormat::ChannelsLast)
                    .copy_(parameter.detach()));
}

void write_model(const std::filesystem::path& file, const Localizer& model, const LocalizerSpec& spec,
                 std::map<std::string, std::string> about) {
    about.merge(metadata_of(spec));
    write_safetensors(file, {.tensors = named_state(*model), .metadata = std::move(about)});
}

LoadedModel read_model(const std::filesystem::path& file) {
    auto contents = read_safetensors(file);
    LoadedModel loaded{.spec = spec_from(contents.metadata, file), .about = contents.metadata};
    loaded.model = make_localizer(loaded.spec, {}, NormMode::frozen, nullptr);
    load_strictly(*loaded.model, contents.tensors, file.string());
    use_channels_last(*loaded.model);
    loaded.model->eval();
    return loaded;
}

}  // namespace gren
