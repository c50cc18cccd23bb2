#include "dataio/hashes/block_hashes.h"

namespace gren {

std::array<cv::Rect, 10> image_blocks(int size) {
    constexpr int kRows = 5, kColumns = 2;
    std::array<cv::Rect, 10> blocks;
    for (int block = 0; block < kRows * kColumns; ++block) {
        const int i = block / kColumns, j = block % kColumns;
        const cv::Point begin(j * size / kColumns, i * size / kRows),
            end((j + 1) * size / kColumns, (i + 1) * size / kRows);
        blocks[static_cast<std::size_t>(block)] = {begin, end};
    }
    return blocks;
}

std::array<std::uint64_t, 10> block_hashes(const cv::Mat1b& image, HashVariant variant) {
    const auto blocks = image_blocks(image.rows);
    std::array<std::uint64_t, 10> hashes{};
    for (std::size_t block = 0; block < blocks.size(); ++block)
        hashes[block] = perceptual_hash(image(blocks[block]), variant);
    return hashes;
}

}  // namespace gren
