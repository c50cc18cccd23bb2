// What a difference between two rows of a table is worth: mean and std over folds, intervals by
// patient, an exact test over boxes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/measures/patient_bootstrap.h"
#include "src/report/groups.h"

namespace gren::report {

inline constexpr int kBootstrapSamples = 2000;
inline constexpr double kSignificance = 0.05;

struct MeanOverRuns {
    double mean = 0;               // over runs
    std::optional<double> stddev;  // sample std over folds, a fold being the mean of its seeds; over
                                   // seeds where there is one fold; nothing for a single run
};
// `values`: one a run, in the order of group.runs.
MeanOverRuns mean_over_runs(const RunGroup& group, const std::vector<double>& values);

// Two-sided p of McNemar's exact test from the discordant counts: binomial(only_a + only_b, 1/2).
double exact_mcnemar(std::int64_t only_a, std::int64_t only_b);

// Holm's step-down adjustment for that many comparisons; in the order given.
std::vector<double> holm(const std::vector<double>& p);

// Mean over runs of the mean over classes of the share of boxes with IoU > T, and two 95 % intervals.
// Over patients: percentiles, patients drawn with replacement (all runs and boxes of a patient together; a
// box without a patient is a patient of its own; classes without a box in a sample take no part); what other
// patients would do to these trained networks. Over runs: Student's, of the values that MeanOverRuns takes
// its std of; what training again would do, too narrow still where folds share training images. Seeded:
// same input, same bytes. REQUIRES: a box in each run.
struct Estimate {
    double value = 0;
    std::int64_t patients = 0;
    std::optional<Interval> over_patients{};  // nothing of one patient
    std::optional<Interval> over_runs{};      // nothing of one run
};
std::optional<Interval> wider_interval(const Estimate& estimate);
Estimate mean_accuracy_with_interval(const RunGroup& group, double threshold);

// `a` against `b` on the runs they share, by fold and seed.
struct PairedDifference {
    Estimate accuracy;                    // a's minus b's, patients drawn as above
    std::int64_t boxes = 0;               // distinct (image, class)
    std::int64_t only_a = 0, only_b = 0;  // boxes that one finds more often over the shared runs
    double p = 1;                         // exact_mcnemar(only_a, only_b): several runs of a box count once
    std::size_t runs = 0;                 // shared
};
// Nothing when no run is shared.
std::optional<PairedDifference> paired_difference(const RunGroup& a, const RunGroup& b, double threshold);

}  // namespace gren::report
