#include "src/memory/memory_model.h"

#include <algorithm>
#include <array>

namespace gren {
namespace {

// Numbers of an image, summed over the backbone's tensors.
struct Numbers {
    std::int64_t outputs = 0;         // of blocks
    std::int64_t insides = 0;         // of all blocks
    std::int64_t largest_inside = 0;  // of one
    std::int64_t largest_block = 0;   // without a backward pass: its input, insides and output
};

// residual_block.cpp: inputs of convolutions and of batch norms. A batch norm's result becomes the ReLU's in
// place, and the last one's the sum in place.
std::int64_t inside(int depth, std::int64_t width, std::int64_t pixels_in, std::int64_t pixels_out,
                    bool downsample) {
    const std::int64_t out = (depth == 50 ? 4 : 1) * width * pixels_out;
    const std::int64_t shortcut = downsample ? out : 0;
    if (depth == 50) return 2 * width * pixels_in + 2 * width * pixels_out + out + shortcut;
    return 2 * width * pixels_out + out + shortcut;
}

Numbers of_resnet(const LocalizerSpec& network) {
    const auto blocks = network.depth == 50 ? std::array<int, 4>{3, 4, 6, 3} : std::array<int, 4>{2, 2, 2, 2};
    Numbers numbers;
    std::int64_t side = network.image_size / 4, width = network.width, stride = 4;
    auto input = width * side * side;
    for (std::size_t stage = 0; stage < blocks.size(); ++stage, width *= 2)
        for (int block = 0; block < blocks.at(stage); ++block) {
            const bool strided = stage > 0 && block == 0 && stride * 2 <= network.output_stride;
            const auto pixels_in = side * side;
            if (strided) side = (side + 1) / 2, stride *= 2;
            const bool downsample = block == 0 && (network.depth == 50 || stage > 0);
            const auto numbers_inside = inside(network.depth, width, pixels_in, side * side, downsample);
            const auto output = (network.depth == 50 ? 4 : 1) * width * side * side;
            numbers.outputs += output;
            // Results of the last convolutions and batch norms wait for the sum.
            numbers.largest_block = std::max(numbers.largest_block, input + numbers_inside + 3 * output);
            input = output;
            numbers.insides += numbers_inside;
            numbers.largest_inside = std::max(numbers.largest_inside, numbers_inside);
        }
    return numbers;
}

// dense_stage.cpp: a layer's strung inputs, their ReLU, the narrow maps and theirs; in the end the maps of
// all layers and their ReLU. A mean over neighbors without a stride keeps nothing. The first layer's input is
// the stem's result.
Numbers of_densenet(const LocalizerSpec& network) {
    const std::int64_t growth = network.width / 2;
    Numbers numbers;
    std::int64_t side = network.image_size / 4, channels = network.width, stride = 4;
    numbers.insides = -channels * side * side;
    for (const int layers : {6, 12, 24, 16}) {
        if (channels > network.width) {
            const bool strided = stride * 2 <= network.output_stride;
            channels /= 2;
            if (strided) {
                numbers.insides += channels * side * side;
                side = (side + 1) / 2, stride *= 2;
            }
        }
        for (int layer = 0; layer < layers; ++layer, channels += growth) {
            const auto inside = (2 * channels + 2 * 4 * growth) * side * side;
            numbers.insides += inside;
            numbers.largest_inside = std::max(numbers.largest_inside, inside);
        }
        numbers.outputs += 2 * channels * side * side;
        // The maps of all layers, strung, normalized, and once more for what comes and goes.
        numbers.largest_block = std::max(numbers.largest_block, 4 * channels * side * side);
    }
    return numbers;
}

Numbers numbers_of(const LocalizerSpec& network) {
    return network.depth == 121 ? of_densenet(network) : of_resnet(network);
}

}  // namespace

std::int64_t activation_bytes(const LocalizerSpec& network, bool recompute, bool bfloat16) {
    const std::int64_t bytes = bfloat16 ? 2 : 4, area = std::int64_t{network.image_size} * network.image_size;
    const auto numbers = numbers_of(network);
    // The image (and a rounded copy), the first convolution's result, its ReLU, and the pooled
    // with its indices.
    const std::int64_t stem = 3 * area * 4 + (bfloat16 ? 3 * area * 2 : 0) +
                              (2 * network.width * area / 4 + network.width * area / 16) * bytes +
                              network.width * area / 16 * 8;
    return stem + (numbers.outputs + (recompute ? numbers.largest_inside : numbers.insides)) * bytes;
}

std::int64_t inference_bytes(const LocalizerSpec& network, std::int64_t eval_grid) {
    constexpr std::int64_t kBorrowed = 4;  // layers borrow a fourth of it for themselves
    const std::int64_t area = std::int64_t{network.image_size} * network.image_size,
                       cells = area / (network.output_stride * network.output_stride);
    const auto numbers = numbers_of(network);
    const auto stem = 3 * network.width * area / 4 + 3 * network.width * area / 16;
    const auto stages = method_needs(network.method, network.variant).stages ? numbers.outputs : 0;
    const auto classes = static_cast<std::int64_t>(network.classes.size());
    const auto head = (2 * network.channels() + network.head_width) * cells +
                      (network.head_width + 2 * classes) * eval_grid * eval_grid;
    const auto most = 3 * area + stages + std::max({stem, numbers.largest_block, head});
    return 4 * (most + most / kBorrowed);
}

}  // namespace gren
