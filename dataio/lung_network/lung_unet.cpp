#include "dataio/lung_network/lung_unet.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

#include "dataio/data_error.h"
#include "dataio/tensors/safetensors.h"

namespace gren {
namespace {

constexpr const char* kNetwork = "gren lung U-Net 1";

DataError another_network(const std::filesystem::path& file, const std::string& found) {
    return DataError(
        fmt::format("{}: {}, expected the weights of a lung segmenter; make them with `gren segment train`",
                    file.string(), found));
}

int metadata_number(const TensorFile& contents, const std::string& key, int multiple_of,
                    const std::filesystem::path& file) {
    const auto entry = contents.metadata.find(key);
    const std::string text = entry == contents.metadata.end() ? "" : entry->second;
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number <= 0 || number > 4096 ||
        number % multiple_of != 0)
        throw another_network(file, fmt::format("metadata '{}' is '{}'", key, text));
    return number;
}

void load(UNet& net, const std::map<std::string, torch::Tensor>& weights, const std::filesystem::path& file) {
    const torch::NoGradGuard no_grad;
    const auto parameters = net->named_parameters();
    if (weights.size() != parameters.size())
        throw another_network(file,
                              fmt::format("{} tensors instead of {}", weights.size(), parameters.size()));
    for (const auto& parameter : parameters) {
        const auto weight = weights.find(parameter.key());
        if (weight == weights.end())
            throw another_network(file, fmt::format("no tensor '{}'", parameter.key()));
        if (weight->second.sizes() != parameter.value().sizes())
            throw another_network(file, fmt::format("tensor '{}' has another shape", parameter.key()));
        parameter.value().copy_(weight->second);
    }
}

}  // namespace

torch::Tensor lung_unet_input(const cv::Mat1b& image) {
    std::vector<std::uint8_t> sorted(image.begin(), image.end());
    std::sort(sorted.begin(), sorted.end());
    const float low = sorted[sorted.size() / 100];
    const float high = std::max(low + 1, static_cast<float>(sorted[sorted.size() - 1 - sorted.size() / 100]));

    cv::Mat1f scaled;
    image.convertTo(scaled, CV_32F, 2 / (high - low), -(high + low) / (high - low));
    return torch::from_blob(scaled.data, {1, 1, scaled.rows, scaled.cols}).clamp(-1, 1);
}

void write_lung_unet(const std::filesystem::path& file, const LungUNet& unet,
                     const std::map<std::string, std::string>& notes) {
    TensorFile contents;
    for (const auto& parameter : unet.net->named_parameters())
        contents.tensors[parameter.key()] = parameter.value().detach().contiguous();
    contents.metadata = notes;
    contents.metadata["network"] = kNetwork;
    contents.metadata["channels"] = std::to_string(unet.channels);
    contents.metadata["size"] = std::to_string(unet.size);
    write_safetensors(file, contents);
}

LungUNet read_lung_unet(const std::filesystem::path& file) {
    const TensorFile contents = read_safetensors(file);
    const auto network = contents.metadata.find("network");
    if (network == contents.metadata.end() || network->second != kNetwork)
        throw another_network(file, "the file's metadata name no lung segmenter");
    LungUNet unet(metadata_number(contents, "channels", 4, file),
                  metadata_number(contents, "size", 16, file));
    load(unet.net, contents.tensors, file);
    unet.net->eval();
    return unet;
}

}  // namespace gren
