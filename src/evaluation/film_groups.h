// Which of the images read are of one sex, age band, view or site, as far as the data set knows.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/evaluation/image_reading.h"

namespace gren {

inline constexpr std::array<const char*, 4> kFilmTraits{"sex", "age", "view", "site"};

struct FilmGroup {
    std::string name;                // the archive's word, a band of ages ("18-39") or "unknown"
    std::vector<std::size_t> place;  // of its images among the readings, ascending
};

// 0-17, 18-39, 40-59, 60-79 or 80+, of whole years; "unknown" of NaN.
std::string age_band(float years);

// The groups of the readings by `trait`, one of kFilmTraits: by name, "unknown" last, each reading in one.
// Nothing where the trait is known of no image.
std::vector<FilmGroup> film_groups(const std::vector<ImageReading>& readings, const Dataset& dataset,
                                   const std::string& trait);

}  // namespace gren
