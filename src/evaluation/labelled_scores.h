// The scores of one class with the labels that they are held against.
#pragma once

#include <cstdint>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/evaluation/image_reading.h"

namespace gren {

struct LabelledScores {
    std::vector<double> score;  // logits, one a reading
    std::vector<std::uint8_t> label;
};

LabelledScores scores_of_class(const std::vector<ImageReading>& readings, const Dataset& dataset,
                               std::size_t cls);

}  // namespace gren
