// Which regions of the lungs a data set's masks tell apart: a bit of a mask and a hash each, in the order of
// the set's `regions` (SHARD_FORMAT.md). A region's name begins with its side, the patient's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gren {

inline constexpr std::size_t kMostRegions = 8;  // bits of a mask's pixel

enum class RegionScheme {
    lungs,   // the left and the right lung
    thirds,  // upper, middle and lower zone of each, as radiologists name them: thirds of a lung's height
    lobes,   // two of the left lung, three of the right: from masks alone, for no film shows their borders
};
RegionScheme region_scheme_from(const std::string& name);  // throws DataError naming the three

// In the order of a mask's bits: "left lung", "right lung"; "left upper zone", …; "left upper lobe", ….
std::vector<std::string> region_names(RegionScheme scheme);

// At most kMostRegions, each of a side, both sides among them.
bool are_regions(const std::vector<std::string>& names);

bool is_right(const std::string& region);
std::vector<bool> are_right(const std::vector<std::string>& regions);

// Bits of a mask that are regions of one of the patient's sides.
std::uint8_t side_bits(const std::vector<std::string>& regions, bool right);

}  // namespace gren
