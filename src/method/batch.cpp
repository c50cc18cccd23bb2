#include "src/method/batch.h"

#include <numeric>

#include "src/method/target_cells.h"

namespace gren {
namespace {

// On the device; from pinned memory the copy runs while the host goes on, and the memory lives until
// it is done.
torch::Tensor on_device(const PixelBytes& bytes, std::int64_t images, std::int64_t size,
                        torch::Device device) {
    return torch::from_blob(
               bytes.owner.get(), {images, size, size}, [owner = bytes.owner](void*) {}, torch::kUInt8)
        .to(device, /*non_blocking=*/true);
}

LocalizationTargets targets_of(const BatchMaker& maker, const std::vector<std::int64_t>& index) {
    const auto& traits = maker.dataset.traits();
    const auto images = static_cast<std::int64_t>(index.size());
    const auto classes = static_cast<std::int64_t>(traits.classes.size());
    LocalizationTargets targets{.label = torch::zeros({images, classes}, torch::kUInt8),
                                .boxed = torch::zeros({images, classes}, torch::kBool),
                                .cells = torch::zeros({images, classes, maker.grid, maker.grid})};
    for (std::int64_t i = 0; i < images; ++i) {
        const auto sample = index[static_cast<std::size_t>(i)];
        const auto& info = maker.dataset.info(sample);
        for (std::int64_t k = 0; k < classes; ++k)
            targets.label[i][k] = info.label[static_cast<std::size_t>(k)];
        if (!maker.takes_boxes[static_cast<std::size_t>(sample)]) continue;
        for (const auto& box : info.boxes) targets.boxed[i][box.cls] = true;
        targets.cells[i] = target_cells(info.boxes, static_cast<int>(classes), traits.image_size, maker.grid);
    }
    return targets;
}

}  // namespace

std::int64_t Batch::global_size() const {
    return std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
}

Batch Batch::part(std::int64_t from, std::int64_t count) const {
    const auto rows_of = [&](const torch::Tensor& t) { return t.narrow(0, from, count); };
    const auto some_indices =
        index.empty() ? index : std::vector(index.begin() + from, index.begin() + from + count);
    return {.index = some_indices,
            .rows = rows,
            .image = rows_of(image),
            .lungs = rows_of(lungs),
            .hash = rows_of(hash),
            .lungs_valid = rows_of(lungs_valid),
            .targets = {.label = rows_of(targets.label),
                        .boxed = rows_of(targets.boxed),
                        .cells = rows_of(targets.cells)}};
}

torch::Tensor normalized_image(const torch::Tensor& grey) {
    const auto mean = torch::tensor({0.485f, 0.456f, 0.406f}, grey.device()).view({1, 3, 1, 1});
    const auto stddev = torch::tensor({0.229f, 0.224f, 0.225f}, grey.device()).view({1, 3, 1, 1});
    return ((grey.unsqueeze(1).to(torch::kFloat32) / 255 - mean) / stddev)
        .contiguous(at::MemoryFormat::ChannelsLast);
}

Batch BatchMaker::operator()(const PixelBatch& pixels, std::vector<std::int64_t> rows) const {
    const auto images = static_cast<std::int64_t>(pixels.index.size());
    const auto size = std::int64_t{dataset.traits().image_size};
    return from_bytes(pixels.index, on_device(pixels.image, images, size, device),
                      on_device(pixels.lungs, images, size, device), std::move(rows));
}

Batch BatchMaker::from_bytes(std::vector<std::int64_t> index, const torch::Tensor& image,
                             const torch::Tensor& lungs, std::vector<std::int64_t> rows) const {
    const auto images = static_cast<std::int64_t>(index.size());
    auto hash = torch::empty({images, 2}, torch::kInt64);
    auto valid = torch::empty({images}, torch::kBool);
    for (std::int64_t i = 0; i < images; ++i) {
        const auto& info = dataset.info(index[static_cast<std::size_t>(i)]);
        for (std::int64_t m = 0; m < 2; ++m)
            hash[i][m] = static_cast<std::int64_t>(info.hash[static_cast<std::size_t>(m)]);
        valid[i] = !info.lungs_flagged;
    }
    auto targets = targets_of(*this, index);
    return {.index = std::move(index),
            .rows = std::move(rows),
            .image = normalized_image(image),
            .lungs = torch::stack({lungs.bitwise_and(kLeftLung) != 0, lungs.bitwise_and(kRightLung) != 0}, 1)
                         .to(torch::kUInt8),
            .hash = hash,
            .lungs_valid = valid,
            .targets = {.label = targets.label.to(device),
                        .boxed = targets.boxed.to(device),
                        .cells = targets.cells.to(device)}};
}

}  // namespace gren
