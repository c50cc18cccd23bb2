#include "dataio/regions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>

#include "dataio/data_error.h"

namespace gren {

RegionScheme region_scheme_from(const std::string& name) {
    if (name == "lungs") return RegionScheme::lungs;
    if (name == "thirds") return RegionScheme::thirds;
    if (name == "lobes") return RegionScheme::lobes;
    throw DataError(fmt::format("unknown regions '{}', expected lungs, thirds or lobes", name));
}

std::vector<std::string> region_names(RegionScheme scheme) {
    switch (scheme) {
        case RegionScheme::lungs:
            return {"left lung", "right lung"};
        case RegionScheme::thirds:
            return {"left upper zone",  "left middle zone",  "left lower zone",
                    "right upper zone", "right middle zone", "right lower zone"};
        case RegionScheme::lobes:
            return {"left upper lobe", "left lower lobe", "right upper lobe", "right middle lobe",
                    "right lower lobe"};
    }
    throw std::logic_error("RegionScheme out of range");
}

bool is_right(const std::string& region) {
    return region.starts_with("right ");
}

std::vector<bool> are_right(const std::vector<std::string>& regions) {
    std::vector<bool> right;
    for (const auto& region : regions) right.push_back(is_right(region));
    return right;
}

bool are_regions(const std::vector<std::string>& names) {
    const auto right = std::ranges::count_if(names, is_right);
    const auto left =
        std::ranges::count_if(names, [](const auto& name) { return name.starts_with("left "); });
    const auto all = static_cast<std::ptrdiff_t>(names.size());
    return names.size() <= kMostRegions && right > 0 && left > 0 && left + right == all;
}

std::uint8_t side_bits(const std::vector<std::string>& regions, bool right) {
    unsigned bits = 0;
    for (std::size_t r = 0; r < regions.size(); ++r)
        if (is_right(regions[r]) == right) bits |= 1U << r;
    return static_cast<std::uint8_t>(bits);
}

}  // namespace gren
