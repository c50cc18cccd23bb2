#include "src/evaluation_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "dataio/atomic_file.h"

namespace gren {
namespace {

constexpr std::size_t kHalf = 4, kSeventenths = 6;  // T = 0.5 and 0.7 in kIouThresholds

std::string count_text(std::int64_t correct, std::int64_t boxes) {
    return fmt::format("{}/{}", correct, boxes);
}

std::string class_row(const std::string& name, const ClassAccuracy& accuracy, const ClassAccuracy& ceiling) {
    auto row = fmt::format("{:<20}", name);
    for (const auto correct : accuracy.correct)
        row += fmt::format("{:>9}", count_text(correct, accuracy.boxes));
    return row + fmt::format("{:>11}{:>9}\n", count_text(ceiling.correct[kHalf], ceiling.boxes),
                             count_text(ceiling.correct[kSeventenths], ceiling.boxes));
}

std::string mean_row(const Evaluation& e) {
    auto row = fmt::format("{:<20}", "mean");
    for (std::size_t t = 0; t < kIouThresholds.size(); ++t)
        row += fmt::format("{:>9.3f}", mean_accuracy(e.accuracy, t));
    return row + fmt::format("{:>11.3f}{:>9.3f}\n", mean_accuracy(e.ceiling, kHalf),
                             mean_accuracy(e.ceiling, kSeventenths));
}

std::string auc_lines(const Evaluation& e, const std::vector<std::string>& classes) {
    std::string lines = "\nIdentification: AUC per class\n";
    double sum = 0;
    int counted = 0;
    for (std::size_t k = 0; k < classes.size(); ++k) {
        lines += fmt::format("{:<20}{:>9}\n", classes[k],
                             e.auc[k] ? fmt::format("{:.3f}", *e.auc[k]) : "one-sided");
        if (e.auc[k]) sum += *e.auc[k], ++counted;
    }
    return lines +
           (counted ? fmt::format("{:<20}{:>9.3f}  over {} classes\n", "mean", sum / counted, counted) : "");
}

std::string boxes_csv(const Evaluation& e, const Dataset& dataset) {
    std::string csv = "image,class,iou,ceiling\n";
    for (const auto& box : e.boxes)
        csv += fmt::format("{},{},{:.6f},{:.6f}\n", dataset.info(box.sample).name,
                           dataset.traits().classes[static_cast<std::size_t>(box.cls)], box.iou, box.ceiling);
    return csv;
}

nlohmann::ordered_json class_json(const Evaluation& e, std::size_t k) {
    nlohmann::ordered_json json{{"boxes", e.accuracy[k].boxes}};
    for (std::size_t t = 0; t < kIouThresholds.size(); ++t) {
        json["correct"][fmt::format("{:.1f}", kIouThresholds[t])] = e.accuracy[k].correct[t];
        json["ceiling"][fmt::format("{:.1f}", kIouThresholds[t])] = e.ceiling[k].correct[t];
    }
    json["auc"] = e.auc[k] ? nlohmann::ordered_json(*e.auc[k]) : nlohmann::ordered_json(nullptr);
    return json;
}

}  // namespace

std::string accuracy_table(const Evaluation& e, const Dataset& dataset, std::int64_t eval_grid) {
    const auto& classes = dataset.traits().classes;
    auto table = fmt::format(
        "Localisation: boxes found with IoU > T, of those there are (images: {}, grid {}²)\n{:<20}",
        e.images.size(), eval_grid, "class");
    for (const auto threshold : kIouThresholds)
        table += fmt::format("{:>9}", fmt::format("T={:.1f}", threshold));
    table += fmt::format("{:>11}{:>9}\n", "ceiling .5", ".7");
    for (std::size_t k = 0; k < classes.size(); ++k)
        if (e.accuracy[k].boxes > 0) table += class_row(classes[k], e.accuracy[k], e.ceiling[k]);
    return table + mean_row(e) + auc_lines(e, classes);
}

void write_evaluation(const std::filesystem::path& json_file, const std::filesystem::path& csv_file,
                      const Evaluation& e, const Dataset& dataset,
                      const std::map<std::string, std::string>& about) {
    nlohmann::ordered_json json;
    for (const auto& [key, value] : about) json["about"][key] = value;
    json["images"] = e.images.size();
    for (std::size_t t = 0; t < kIouThresholds.size(); ++t)
        json["mean_accuracy"][fmt::format("{:.1f}", kIouThresholds[t])] = mean_accuracy(e.accuracy, t);
    const auto& classes = dataset.traits().classes;
    for (std::size_t k = 0; k < classes.size(); ++k) json["classes"][classes[k]] = class_json(e, k);
    write_file_atomically(json_file, json.dump(1) + "\n");
    write_file_atomically(csv_file, boxes_csv(e, dataset));
}

}  // namespace gren
