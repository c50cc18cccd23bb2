// Which images train (and which of them with boxes), validate and test (section IV of the paper).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"

namespace gren {

struct Split {
    std::string participation;  // "0.5_0.8", "1.0_0.0", "1.0_0.4", "70_10_20", "official"
    int fold = 0;
    std::string split_by;  // "patient" or "image"
    std::uint64_t seed = 0;
    std::vector<std::string> train;  // sorted sample names
    std::vector<std::string> boxed;  // those of `train` whose boxes take part
    std::vector<std::string> validation;
    std::vector<std::string> test;
};

struct SplitOptions {
    std::string participation = "0.5_0.8";
    int fold = 0;            // of five; 1.0_0.0 and 70_10_20 have only fold 0
    bool by_patient = true;  // no patient on both sides; else image-level, as earlier work did
    std::uint64_t seed = 1;
};

// Annotated: with at least one box. Their five folds depend on seed and `by_patient` alone, not on the
// participation. By patient, unannotated images of a test patient are left out of training. Throws DataError:
// unknown participation, fold out of range, too few annotated images or patients to fill the folds, split by
// patient without patients.
Split make_split(const Dataset& dataset, const SplitOptions& options);

// All that make_split() can make: every participation and fold.
std::vector<SplitOptions> every_split(bool by_patient, std::uint64_t seed);

std::int64_t patients_on_both_sides(const Dataset& dataset, const Split& split);  // train against test
std::string digest(const Split& split);  // SHA-256 of the lists, hexadecimal

// JSON; written beside and renamed. Throws DataError: cannot be written; absent, not JSON, lists not sorted
// or not disjoint, boxed images that do not train.
void write_split(const std::filesystem::path& file, const Split& split);
Split read_split(const std::filesystem::path& file);

}  // namespace gren
