// Finished runs as a report sees them: what gren train and gren evaluate wrote into their folders.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gren::report {

struct ReportClass {
    std::int64_t boxes = 0;
    // k by threshold, "0.1" ... "0.7"
    std::map<std::string, std::int64_t> correct, target_ceiling, ceiling, iobb_correct;
    std::optional<std::int64_t> pointing;
    std::optional<double> auc;
};

struct ReportBox {  // a row of boxes.csv: an image and a class of which it has boxes
    std::string image, patient, cls;
    double x = 0, y = 0, w = 0, h = 0;  // pixels of the original image
    double iou = 0;
};

// What regions find that no network drew (src/evaluation/controls.h).
struct ReportControl {
    std::map<std::string, std::map<std::string, std::int64_t>> correct;  // k by class and threshold
    std::map<std::string, double> mean_accuracy, mean_iobb_accuracy;     // by threshold
};

// The tested films of one sex, age band, view or site (src/evaluation/group_metrics.h).
struct ReportFilmGroup {
    std::string trait, name;
    std::int64_t images = 0, patients = 0, boxes = 0;
    bool few_patients = false, few_boxes = false;  // figures of so few are chance
    std::map<std::string, double> mean_accuracy;   // by threshold
    std::optional<double> mean_auc;
    std::map<std::string, std::array<double, 2>> mean_accuracy_interval;
    std::optional<std::array<double, 2>> mean_auc_interval;
};

// Ten bins of probability, all classes together (src/evaluation/class_calibration.h).
struct ReportCalibration {
    std::optional<double> mean_ece;             // over classes
    std::vector<std::int64_t> images, present;  // by bin
    std::vector<double> probability_sum;
};

struct ReportRun {
    std::string name;  // unique in the report
    std::filesystem::path folder;
    std::string method, participation, split_by;
    std::int64_t fold = 0, seed = 0, nodes = 0, ranks = 0, eval_grid = 0, grid = 0;
    std::optional<std::int64_t> patients_on_both_sides;
    std::string dataset, hash_variant, test_list, training_list;  // digests and a name
    std::string trained_by, evaluated_by;                         // code versions
    std::map<std::string, std::string> configuration;             // options that shape the result

    std::int64_t images = 0;
    std::vector<std::string> warnings;     // what makes the figures say less than they seem to
    std::vector<std::string> class_names;  // [K], in the order of evaluation.json
    std::map<std::string, ReportClass> classes;
    std::map<std::string, double> mean_accuracy, mean_iobb_accuracy, mean_ap;  // by threshold
    std::optional<double> mean_pointing, mean_auc;
    std::optional<ReportControl> random_map, mean_box;         // nothing in older evaluations
    std::string without_mean_box;                              // why it is not there
    std::optional<ReportCalibration> calibration;              // nothing in older evaluations
    std::optional<double> mean_sensitivity, mean_specificity;  // nothing without thresholds
    std::vector<ReportFilmGroup> film_groups;  // in the order of evaluation.json; none in older ones
    std::vector<ReportBox> boxes;
};

struct LeftOut {
    std::string name, reason;
};

struct CollectedRuns {
    std::vector<ReportRun> runs;    // by name
    std::vector<LeftOut> left_out;  // half finished
};

// Each of `folders` is a run's folder or holds such, at any depth; a run found twice counts once.
// Throws DataError: a folder that is absent or holds no run, no finished run in all of them, a file that is
// damaged, of another version, or that contradicts the other (boxes.csv against evaluation.json).
CollectedRuns collect_runs(const std::vector<std::filesystem::path>& folders);

}  // namespace gren::report
