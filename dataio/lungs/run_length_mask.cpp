#include "dataio/lungs/run_length_mask.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "dataio/image.h"
#include "dataio/lungs/lung_source.h"
#include "dataio/sample.h"

namespace gren {
namespace {

constexpr std::size_t kEnoughMasks = 3;

void paint(cv::Mat1b& lungs, const std::vector<PixelRun>& runs, std::uint8_t bit) {
    for (const PixelRun& run : runs) {
        std::uint8_t* pixel = lungs.data + run.begin;
        std::for_each(pixel, pixel + run.length, [bit](std::uint8_t& p) { p |= bit; });
    }
}

cv::Mat1b painted_as(const RunLengthMask& mask, int rows, int columns) {
    cv::Mat1b lungs(rows, columns, std::uint8_t{0});
    paint(lungs, mask.left, kLeftLung);
    paint(lungs, mask.right, kRightLung);
    return lungs;
}

bool is_upright_pair(const cv::Mat1b& lungs) {
    return !implausible_lungs(lungs) && !lie_on_their_side(lungs);
}

}  // namespace

cv::Mat1b RunLengthMask::painted() const {
    return painted_as(*this, height, width);
}

cv::Mat1b RunLengthMask::painted_by_columns() const {
    cv::Mat1b lungs;
    cv::transpose(painted_as(*this, width, height), lungs);
    return lungs;
}

int mask_side(const CsvReader& csv, std::size_t column) {
    const double value = csv.number(column);
    if (value < 1 || value > 65535 || value != std::floor(value)) {
        csv.fail(fmt::format("a side of {} pixels, expected a whole number from 1 to 65535", value));
    }
    return static_cast<int>(value);
}

std::vector<PixelRun> pixel_runs(const CsvReader& csv, std::size_t column, std::uint64_t pixels) {
    const std::string& text = csv.text(column);
    const char* at = text.data();
    const char* const end = at + text.size();
    const auto skip_blanks = [&] { at = std::find_if(at, end, [](char c) { return c != ' '; }); };
    const auto next_number = [&] {
        skip_blanks();
        std::uint64_t value = 0;
        const auto [stopped, error] = std::from_chars(at, end, value);
        if (error != std::errc() || (stopped != end && *stopped != ' ')) {
            csv.fail(fmt::format("malformed run length near '{}', expected pairs of start and length",
                                 std::string(at, std::min(end, at + 12))));
        }
        at = stopped;
        return value;
    };
    std::vector<PixelRun> runs;
    for (skip_blanks(); at != end; skip_blanks()) {
        const std::uint64_t start = next_number(), length = next_number();
        if (start < 1 || start > pixels || length > pixels - start + 1) {
            csv.fail(fmt::format("run of {} pixels from pixel {} leaves the mask of {} pixels", length, start,
                                 pixels));
        }
        runs.push_back({static_cast<std::uint32_t>(start - 1), static_cast<std::uint32_t>(length)});
    }
    return runs;
}

bool are_column_major(std::span<const RunLengthMask> masks) {
    if (masks.size() < kEnoughMasks) return false;
    std::size_t by_rows = 0, by_columns = 0;
    for (const RunLengthMask& mask : masks) {
        by_rows += is_upright_pair(mask.painted()) ? 1 : 0;
        by_columns += is_upright_pair(mask.painted_by_columns()) ? 1 : 0;
    }
    return 2 * by_rows < masks.size() && 2 * by_columns > masks.size();
}

}  // namespace gren
