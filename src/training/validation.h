// What a run says of its validation list while it trains (`gren train --evaluate-every`). Who measures it
// stands above training: it is handed in as a function.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/method/localizer.h"

namespace gren {

inline constexpr std::array<double, 7> kValidationThresholds{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7};
inline constexpr std::size_t kHalfOverlap = 4;  // of them: 0.5

// A film of the list with what was found in it and what is there.
struct ValidationPicture {
    std::string name;
    int width = 0, height = 0;
    std::string png;
};

// Figures as evaluation.json defines them; nothing where there is none.
struct ClassValidation {
    std::string name;
    std::int64_t boxes = 0, positives = 0, negatives = 0;
    std::optional<double> accuracy, auc;  // T(IoU) = 0.5
};

struct Validation {
    std::int64_t step = 0, epoch = 0;  // the last one before it
    std::int64_t images = 0, boxes = 0;
    std::array<std::optional<double>, kValidationThresholds.size()> mean_accuracy{};
    std::optional<double> mean_auc;
    std::vector<ClassValidation> classes{};
    double seconds = 0;
    std::vector<ValidationPicture> pictures{};  // the same films each time
};

// images, boxes, mean_accuracy_0.1 ... _0.7, mean_auc, seconds: the same names in the same order in all logs.
std::vector<std::pair<std::string, std::optional<double>>> validation_figures(const Validation& validation);

// Why means are missing, a sentence without a full stop; empty where none is.
std::string without_means(const Validation& validation);

// After which steps: the last of every so many epochs, and the last of the run. `every` 0: never.
bool validation_is_due(std::int64_t steps_done, std::int64_t every, std::int64_t steps_per_epoch,
                       std::int64_t last);

struct ValidationPlace {
    std::int64_t step = 0, epoch = 0;
};

// Collective: measures the network as rank 0 has it and leaves network, random numbers and threads as they
// were. `stops`, collective, is asked now and then; where it said yes, nothing comes back. What was measured
// is rank 0's to know; the other ranks have it empty.
using Validator = std::function<std::optional<Validation>(
    const Localizer& model, const ValidationPlace& place, const std::function<bool()>& stops)>;

}  // namespace gren
