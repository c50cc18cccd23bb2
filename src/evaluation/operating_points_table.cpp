#include "src/evaluation/operating_points_table.h"

#include "src/evaluation/table_cells.h"

namespace gren {
namespace {

std::string short_name(const std::string& name) {
    return fmt::format("{:.19}", name);
}

std::string point_row(const std::string& name, const std::vector<std::string>& cells) {
    return table_row(short_name(name), cells, {12, 13, 12, 14, 12, 10});
}

std::string ece_note() {
    return fmt::format("ECE: expected calibration error, {} bins of the image's probability\n",
                       kReliabilityBins);
}

std::string calibration_table(const ClassCalibration& calibration, const std::vector<std::string>& classes) {
    auto table = "\nCalibration\n" + table_row("class", {"ECE"}, {12});
    for (std::size_t k = 0; k < classes.size(); ++k)
        table += table_row(short_name(classes[k]), {figure(calibration.ece[k])}, {12});
    return table + table_row("mean", {figure(calibration.mean_ece)}, {12}) + ece_note();
}

}  // namespace

std::string operating_points_table(const std::optional<OperatingPoints>& points, const RunThresholds& chosen,
                                   const ClassCalibration& calibration,
                                   const std::vector<std::string>& classes, double level) {
    if (!points) return calibration_table(calibration, classes) + "Thresholds: " + chosen.without + "\n";
    const auto interval = fmt::format("{:.0f} %", 100 * level);
    auto table =
        fmt::format("\nAt thresholds chosen by Youden's rule on {} validation images, and calibration\n",
                    chosen.thresholds->images.size()) +
        point_row("class", {"score from", "sensitivity", interval, "specificity", interval, "ECE"});
    for (std::size_t k = 0; k < classes.size(); ++k) {
        const auto& threshold = chosen.thresholds->classes[k];
        const auto ece = figure(calibration.ece[k]);
        table += points->classes[k]
                     ? point_row(classes[k], {fmt::format("{:.3f}", *threshold.score),
                                              figure(points->classes[k]->sensitivity),
                                              range(points->classes[k]->sensitivity_interval),
                                              figure(points->classes[k]->specificity),
                                              range(points->classes[k]->specificity_interval), ece})
                     : table_row(short_name(classes[k]), {"none: " + threshold.without, ece}, {63, 10});
    }
    return table +
           point_row("mean", {"", figure(points->mean_sensitivity), range(points->mean_sensitivity_interval),
                              figure(points->mean_specificity), range(points->mean_specificity_interval),
                              figure(calibration.mean_ece)}) +
           ece_note();
}

}  // namespace gren
