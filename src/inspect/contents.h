// What a prepared data set holds, counted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"

namespace gren {

struct ClassContents {
    std::string name;
    std::int64_t present = 0, unknown = 0;  // images labelled so
    std::int64_t boxes = 0;
};

struct DatasetContents {
    std::int64_t images = 0, patients = 0;
    std::int64_t with_boxes = 0, with_flagged_lungs = 0;  // images
    std::vector<ClassContents> classes;
};

DatasetContents contents_of(const Dataset& dataset);

std::string contents_text(const DatasetContents& contents, const Dataset& dataset);  // lines for people
std::string contents_json(const DatasetContents& contents, const Dataset& dataset);  // the same, one object

}  // namespace gren
