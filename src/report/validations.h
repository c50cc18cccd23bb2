// What metrics.jsonl says of the validation list while a run trained (src/training/validation.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace gren::report {

struct ValidationPoint {
    std::int64_t step = 0;  // the last one before it, counted from 0
    std::optional<double> accuracy,
        auc;  // means over classes: of T(IoU) = 0.5, and of AUC; null in the file: nothing
};

// In the file's order; nothing where it is absent or the run did without. A last line that a kill cut short
// is left out. Throws DataError: a validation without these figures.
std::vector<ValidationPoint> read_validations(const std::filesystem::path& file);

}  // namespace gren::report
