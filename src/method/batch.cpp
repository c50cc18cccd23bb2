#include "src/method/batch.h"

#include <algorithm>
#include <numeric>

#include "dataio/regions.h"
#include "distributed/host_memory.h"
#include "src/method/target_cells.h"
#include "src/network/image_scale.h"

namespace gren {
namespace {

constexpr auto kBlocks = static_cast<std::int64_t>(std::tuple_size_v<decltype(SampleInfo::block_hash)>);

torch::Tensor planes_on_device(const PixelBytes& bytes, std::int64_t images, std::int64_t size,
                               torch::Device device) {
    return on_device(
        torch::from_blob(
            bytes.owner.get(), {images, size, size}, [owner = bytes.owner](void*) {}, torch::kUInt8),
        device);
}

// One block of bytes, label, boxed and cells behind each other: one copy takes them to the device.
LocalizationTargets targets_of(const BatchMaker& maker, const std::vector<std::int64_t>& index) {
    const auto& traits = maker.dataset.traits();
    const auto images = static_cast<std::int64_t>(index.size());
    const auto classes = static_cast<std::int64_t>(traits.classes.size());
    const auto area = std::int64_t{maker.grid} * maker.grid;
    const auto pairs = images * classes;
    const auto host = host_memory({pairs * (2 + area)}, torch::kUInt8, maker.device).zero_();
    auto* label = host.data_ptr<std::uint8_t>();
    auto *boxed = label + pairs, *cells = boxed + pairs;
    for (const auto sample : index) {
        const auto& info = maker.dataset.info(sample);
        std::ranges::copy(info.label, label);
        if (maker.takes_boxes[static_cast<std::size_t>(sample)]) {
            const auto& boxes = info.boxes_in_image();
            for (const auto& box : boxes) boxed[box.cls] = 1;
            if (maker.boxed_labels_only && !boxes.empty()) std::fill_n(label, classes, kLabelAbsent);
            mark_cells(boxes, traits.image_size, maker.grid, cells);
        }
        label += classes, boxed += classes, cells += classes * area;
    }
    const auto there = on_device(host, maker.device);
    return {
        .label = there.narrow(0, 0, pairs).view({images, classes}),
        .boxed = there.narrow(0, pairs, pairs).view(torch::kBool).view({images, classes}),
        .cells = there.narrow(0, 2 * pairs, pairs * area).view({images, classes, maker.grid, maker.grid})};
}

struct Hashes {
    torch::Tensor regions, blocks, valid;
};

Hashes hashes_of(const Dataset& dataset, const std::vector<std::int64_t>& index) {
    const auto images = static_cast<std::int64_t>(index.size());
    const auto regions = static_cast<std::int64_t>(dataset.traits().regions.size());
    Hashes hashes{torch::empty({images, regions}, torch::kInt64),
                  torch::empty({images, kBlocks}, torch::kInt64), torch::empty({images}, torch::kBool)};
    auto* region = hashes.regions.data_ptr<std::int64_t>();
    auto* blocks = hashes.blocks.data_ptr<std::int64_t>();
    auto* valid = hashes.valid.data_ptr<bool>();
    const auto as_signed = [](std::uint64_t hash) { return static_cast<std::int64_t>(hash); };
    for (const auto sample : index) {
        const auto& info = dataset.info(sample);
        region = std::ranges::transform(info.hash, region, as_signed).out;
        blocks = std::ranges::transform(info.block_hash, blocks, as_signed).out;
        *valid++ = !info.lungs_flagged;
    }
    return hashes;
}

torch::Tensor companion_weights(const Dataset& dataset, const std::vector<std::int64_t>& index,
                                const std::vector<std::int64_t>& companions, std::int64_t each) {
    auto weight = torch::empty({static_cast<std::int64_t>(index.size()), each}, torch::kFloat64);
    auto* value = weight.data_ptr<double>();
    for (std::size_t i = 0; i < companions.size(); ++i)
        value[i] = lung_similarity(dataset.info(index[i / static_cast<std::size_t>(each)]),
                                   dataset.info(companions[i]));
    return weight;
}

}  // namespace

std::int64_t Batch::global_size() const {
    return std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
}

torch::Tensor Batch::lungs() const {
    if (right == std::vector{false, true}) return regions;
    std::vector<torch::Tensor> left_masks, right_masks;
    for (std::size_t r = 0; r < right.size(); ++r)
        (right[r] ? right_masks : left_masks).push_back(regions.select(1, static_cast<std::int64_t>(r)));
    return torch::stack({torch::stack(left_masks).amax(0), torch::stack(right_masks).amax(0)}, 1);
}

Batch Batch::part(std::int64_t from, std::int64_t count) const {
    const auto rows_of = [&](const torch::Tensor& t) { return t.narrow(0, from, count); };
    const auto companions_of = [&](const torch::Tensor& t) {
        if (!t.defined()) return t;
        const auto each = t.size(0) / std::max<std::int64_t>(image.size(0), 1);
        return t.narrow(0, from * each, count * each);
    };
    const auto some_indices =
        index.empty() ? index : std::vector(index.begin() + from, index.begin() + from + count);
    return {.index = some_indices,
            .rows = rows,
            .image = rows_of(image),
            .regions = rows_of(regions),
            .hash = rows_of(hash),
            .lungs_valid = rows_of(lungs_valid),
            .targets = {.label = rows_of(targets.label),
                        .boxed = rows_of(targets.boxed),
                        .cells = rows_of(targets.cells)},
            .block_hash = block_hash.defined() ? rows_of(block_hash) : block_hash,
            .companions = companions_of(companions),
            .companion_weight = companions_of(companion_weight),
            .anchors = anchors,
            .right = right};
}

torch::Tensor normalized_image(const torch::Tensor& grey) {
    const auto per_channel = [&](const std::array<float, 3>& values) {
        const auto host = host_memory({1, 3, 1, 1}, torch::kFloat32, grey.device());
        std::ranges::copy(values, host.data_ptr<float>());
        return on_device(host, grey.device());
    };
    const auto mean = per_channel(kImageMean), std = per_channel(kImageDeviation);
    return ((grey.unsqueeze(1).to(torch::kFloat32) / 255 - mean) / std)
        .contiguous(at::MemoryFormat::ChannelsLast);
}

PixelPlanes read_planes(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                        torch::Device device) {
    const auto size = std::int64_t{dataset.traits().image_size};
    const auto pixels = static_cast<std::size_t>(size * size);
    const auto count = static_cast<std::int64_t>(samples.size());
    const auto image = host_memory({count, size, size}, torch::kUInt8, device);
    const auto lungs = host_memory({count, size, size}, torch::kUInt8, device);
    for (std::size_t i = 0; i < samples.size(); ++i)
        dataset.read_pixels(samples[i], {image.data_ptr<std::uint8_t>() + i * pixels, pixels},
                            {lungs.data_ptr<std::uint8_t>() + i * pixels, pixels});
    return {on_device(image, device), on_device(lungs, device)};
}

torch::Tensor images_of(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                        torch::Device device) {
    return normalized_image(read_planes(dataset, samples, device).image);
}

torch::Tensor region_masks(const torch::Tensor& bits, std::size_t regions) {
    std::vector<torch::Tensor> masks;
    for (std::size_t r = 0; r < regions; ++r) masks.push_back(bits.bitwise_and(1 << r) != 0);
    return torch::stack(masks, 1).to(torch::kUInt8);
}

Batch BatchMaker::operator()(const PixelBatch& pixels, std::vector<std::int64_t> rows) const {
    const auto images = static_cast<std::int64_t>(pixels.index.size());  // with companions
    const auto size = std::int64_t{dataset.traits().image_size};
    return from_bytes(pixels.index, planes_on_device(pixels.image, images, size, device),
                      planes_on_device(pixels.lungs, images, size, device), std::move(rows));
}

Batch BatchMaker::from_bytes(std::vector<std::int64_t> index, const torch::Tensor& image,
                             const torch::Tensor& lungs, std::vector<std::int64_t> rows) const {
    const std::int64_t each = companions ? companions->per_image() : 0;
    const auto images = static_cast<std::int64_t>(index.size()) / (1 + each);
    const std::vector<std::int64_t> companion_index(index.begin() + images, index.end());
    index.resize(static_cast<std::size_t>(images));
    auto [hash, block_hash, valid] = hashes_of(dataset, index);
    auto targets = targets_of(*this, index);
    Batch batch{.index = std::move(index),
                .rows = std::move(rows),
                .image = normalized_image(image.narrow(0, 0, images)),
                .regions = region_masks(lungs.narrow(0, 0, images), dataset.traits().regions.size()),
                .hash = hash,
                .lungs_valid = valid,
                .targets = std::move(targets),
                .block_hash = block_hash,
                .companions = {},
                .companion_weight = {},
                .anchors = anchors,
                .right = are_right(dataset.traits().regions)};
    if (each == 0) return batch;
    batch.companions = normalized_image(image.narrow(0, images, images * each));
    batch.companion_weight = companion_weights(dataset, batch.index, companion_index, each);
    return batch;
}

}  // namespace gren
