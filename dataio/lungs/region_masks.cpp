#include "dataio/lungs/region_masks.h"

#include <fmt/format.h>

#include <opencv2/imgproc.hpp>

#include "dataio/lungs/lung_source.h"
#include "dataio/sample.h"

namespace gren {
namespace {

constexpr int kZones = 3;

}  // namespace

cv::Mat1b zones_of(const cv::Mat1b& lungs) {
    cv::Mat1b zones(lungs.size(), std::uint8_t{0});
    int bit = 0;
    for (const std::uint8_t side : {kLeftLung, kRightLung}) {
        const cv::Mat lung = (lungs & side) != 0;  // 0 or 255
        const cv::Rect box = cv::boundingRect(lung);
        for (int zone = 0; zone < kZones; ++zone, ++bit) {
            const cv::Range rows(box.y + zone * box.height / kZones,
                                 box.y + (zone + 1) * box.height / kZones);
            cv::Mat1b third = zones.rowRange(rows);
            third |= lung.rowRange(rows) & (1 << bit);
        }
    }
    return zones;
}

cv::Mat1b whole_lungs(const cv::Mat1b& masks, const std::vector<std::string>& regions) {
    cv::Mat lungs = ((masks & side_bits(regions, false)) != 0) & kLeftLung;
    lungs |= ((masks & side_bits(regions, true)) != 0) & kRightLung;
    return lungs;
}

std::optional<std::string> implausible_regions(const cv::Mat1b& masks, RegionScheme scheme) {
    const auto regions = region_names(scheme);
    const auto lungs = whole_lungs(masks, regions);
    if (const auto reason = implausible_lungs(lungs)) return reason;
    for (std::size_t r = 0; r < regions.size(); ++r)
        if (cv::countNonZero(masks & (1 << r)) == 0) return regions[r] + " missing";
    if (scheme == RegionScheme::thirds && lie_on_their_side(lungs)) return "zones of lungs on their side";
    return std::nullopt;
}

}  // namespace gren
