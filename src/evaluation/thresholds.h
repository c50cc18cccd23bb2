// From which score on an image counts as ill: chosen once a run, on images that neither train nor are tested,
// and kept as thresholds.json in its folder (RUN_FOLDER.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/evaluation/image_reading.h"

namespace gren {

struct ClassThreshold {
    std::string cls;
    std::int64_t positives = 0, negatives = 0;  // images it was chosen on; of unknown label in neither
    std::optional<double> score;                // logit; an image with at least it counts as ill
    std::string without;                        // why there is none
};

struct Thresholds {
    std::string model, dataset;       // SHA-256 of model.safetensors; digest of the set they were chosen on
    std::vector<std::string> images;  // of the list they were chosen on, sorted
    std::vector<ClassThreshold> classes;  // in the data set's order
};

// By Youden's rule (src/measures/youden.h) for each class. Sees no label but of the images read.
Thresholds choose_thresholds(const std::vector<ImageReading>& readings, const Dataset& dataset,
                             const std::string& model_digest);

// JSON; written beside and renamed. read_thresholds() throws DataError: cannot be read, damaged,
// of another version.
void write_thresholds(const std::filesystem::path& file, const Thresholds& thresholds);
Thresholds read_thresholds(const std::filesystem::path& file);

// Whether `thresholds` were chosen for the weights of this digest and these classes, in this order.
bool are_of(const Thresholds& thresholds, const std::string& model_digest,
            const std::vector<std::string>& classes);

std::string list_digest(const std::vector<std::string>& images);  // SHA-256 of the names, a line each

// For people, a row a class.
std::string thresholds_table(const Thresholds& thresholds);

}  // namespace gren
