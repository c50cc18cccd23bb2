#include "dataio/run_lengths.h"

#include <fmt/format.h>

#include <algorithm>

#include "dataio/data_error.h"

namespace gren {
namespace {

// Six bits a character from '0' on: five of the number, lowest first, and one that says that more follow.
// The highest of the last five is the sign; from the third run on a number is the difference from the run
// before the last.
std::vector<std::int64_t> runs_of(const std::string& counts) {
    std::vector<std::int64_t> runs;
    for (std::size_t at = 0; at < counts.size();) {
        std::int64_t value = 0;
        int shift = 0;
        for (bool more = true; more; shift += 5) {
            const int six = at < counts.size() ? counts[at++] - '0' : -1;
            if (six < 0 || six > 63 || shift > 35) throw DataError("found damaged run lengths");
            value |= std::int64_t{six & 31} << shift;
            more = (six & 32) != 0;
            if (!more && (six & 16) != 0) value -= std::int64_t{1} << (shift + 5);
        }
        runs.push_back(runs.size() > 2 ? value + runs[runs.size() - 2] : value);
    }
    return runs;
}

}  // namespace

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

cv::Mat1b mask_from_run_lengths(const std::string& counts, int height, int width) {
    cv::Mat1b columns(width, height, std::uint8_t{0});  // a row of memory is a column of the image
    std::int64_t at = 0;
    bool inside = false;
    for (const auto run : runs_of(counts)) {
        if (run < 0 || at + run > std::int64_t{width} * height)
            throw DataError(fmt::format("found run lengths that leave a mask of {}×{}", width, height));
        if (inside) std::fill_n(columns.data + at, run, std::uint8_t{255});
        at += run;
        inside = !inside;
    }
    if (at != std::int64_t{width} * height)
        throw DataError(fmt::format("found run lengths of {} pixels, expected {}×{}", at, width, height));
    cv::Mat1b mask;
    cv::transpose(columns, mask);
    return mask;
}

}  // namespace gren
