// The parts of a report, each from the runs it is about. A section without content is not there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/report/comparisons.h"
#include "src/report/document.h"
#include "src/report/groups.h"

namespace gren::report {

// What came out: for GREN and its controls in sentences, and a table of all rows. `compared`: comparisons()
// of each of `tables`.
Section overview_section(const std::vector<ReportTableRuns>& tables,
                         const std::vector<std::vector<Comparison>>& compared);

// Tables I-IV: accuracy at T(IoU) = 0.5 and 0.7 per class, ours beside the paper's; mean at 0.1 ... 0.7 with
// the other measures; the differences, tested. Nothing where no run has boxes.
std::optional<Section> localization_section(const ReportTableRuns& table,
                                            const std::vector<Comparison>& compared);

// Table V: AUC per class.
std::optional<Section> identification_section(const std::vector<ReportTableRuns>& tables);

// Calibration with its plot, sensitivity and specificity at thresholds. Draws into `folder`. Nothing where no
// run was evaluated with them.
std::optional<Section> calibration_section(const std::vector<ReportTableRuns>& tables,
                                           const std::filesystem::path& folder);

// T(IoU) and AUC by sex, age band, view and site of the films tested. Nothing where no run knows of any.
std::optional<Section> film_group_section(const std::vector<ReportTableRuns>& tables);

// Fig. 4: cosine against hashes, accuracy against N and λ. Draws into `folder`.
std::optional<Section> sweep_section(const std::vector<ReportTableRuns>& tables,
                                     const std::filesystem::path& folder);

// Loss and terms of training: the rows of a participation beside each other; a row's runs beside each other.
// They draw into `folder`. Nothing where no run has metrics.
std::optional<Section> curve_section(const std::vector<ReportTableRuns>& tables,
                                     const std::filesystem::path& folder);
std::optional<Section> run_curve_section(const std::vector<ReportTableRuns>& tables,
                                         const std::filesystem::path& folder);

// What runs cost.
Section cost_section(const std::vector<ReportTableRuns>& tables);

struct ReportImages {
    std::vector<std::string> names;  // asked for; else chosen by seed
    std::uint64_t seed = 1;
};

// Fig. 5: similarity of the lungs of ten images, and of pairs of all.
// Throws DataError: an image asked for that the data set lacks.
Section similarity_section(const Dataset& dataset, const ReportImages& images,
                           const std::filesystem::path& folder);

// Fig. 6-8: the methods side by side on the same images: typical boxes, best and worst ones, and at most
// `others` of those that are left. Nothing where no run has predictions.json.
std::optional<Section> gallery_section(const std::vector<ReportTableRuns>& tables, const Dataset& dataset,
                                       std::size_t others);

// What stands behind the tables: digests, overlap, versions; what was left out.
Section provenance_section(const CollectedRuns& collected);

}  // namespace gren::report
