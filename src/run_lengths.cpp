#include "src/run_lengths.h"

namespace gren {

std::vector<std::uint32_t> run_lengths(const cv::Mat1b& mask) {
    std::vector<std::uint32_t> lengths{0};
    bool inside = false;
    for (int column = 0; column < mask.cols; ++column)
        for (int row = 0; row < mask.rows; ++row) {
            if ((mask(row, column) != 0) != inside) {
                inside = !inside;
                lengths.push_back(0);
            }
            ++lengths.back();
        }
    return lengths;
}

std::string compressed(const std::vector<std::uint32_t>& lengths) {
    constexpr std::int64_t kBits = 0x1f, kSign = 0x10, kMore = 0x20, kFirst = '0';
    std::string text;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        std::int64_t left = std::int64_t{lengths[i]} - (i > 2 ? std::int64_t{lengths[i - 2]} : 0);
        bool more = true;
        while (more) {
            std::int64_t piece = left & kBits;
            left >>= 5;
            more = left != ((piece & kSign) != 0 ? -1 : 0);
            text += static_cast<char>((piece | (more ? kMore : 0)) + kFirst);
        }
    }
    return text;
}

}  // namespace gren
