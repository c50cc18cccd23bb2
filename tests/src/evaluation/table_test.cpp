// The table that evaluate prints: each figure, of a number of its own, under its heading.
#include "src/evaluation/table.h"

#include <gtest/gtest.h>

#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace gren::table_test {
namespace {

using Row = std::vector<std::string>;

Metrics made_metrics() {
    Metrics metrics;
    metrics.images = metrics.patients = 3;
    auto& l = metrics.localization;
    l.boxes.resize(50);
    l.accuracy = {{.boxes = 50, .correct = {27, 26, 25, 24, 23, 22, 21}}};
    l.target_ceiling = {{.boxes = 50, .correct = {37, 36, 35, 34, 33, 32, 31}}};
    l.iobb = {{.boxes = 50, .correct = {47, 46, 45, 44, 43, 42, 41}}};
    l.pointing = {19};
    l.ap = {{0.101, 0.102}};
    l.froc = {{0.111, 0.112, 0.113, 0.114, 0.115, 0.116, 0.117}};
    l.mean_accuracy = {0.201, 0.202, 0.203, 0.204, 0.205, 0.206, 0.207};
    l.mean_ceiling = {0.211, 0.212, 0.213, 0.214, 0.215, 0.216, 0.217};
    l.mean_target_ceiling = {0.221, 0.222, 0.223, 0.224, 0.225, 0.226, 0.227};
    l.mean_iobb = {0.231, 0.232, 0.233, 0.234, 0.235, 0.236, 0.237};
    l.mean_pointing = 0.241;
    l.mean_ap = {0.251, 0.252};
    l.mean_froc = {0.261, 0.262, 0.263, 0.264, 0.265, 0.266, 0.267};
    l.mean_accuracy_interval[4] = Interval{0.27, 0.28};
    metrics.identification = {.positives = {2},
                              .negatives = {1},
                              .positive_patients = {2},
                              .negative_patients = {2},
                              .auc = {0.301},
                              .auc_interval = {Interval{0.31, 0.32}},
                              .mean_auc = 0.302,
                              .mean_auc_interval = Interval{0.33, 0.34}};
    metrics.aligned = PerThreshold{0.401, 0.402, 0.403, 0.404, 0.405, 0.406, 0.407};
    metrics.box_rules.emplace();
    (*metrics.box_rules)[1] = {.iou = {0.501, 0.502, 0.503, 0.504, 0.505, 0.506, 0.507},
                               .iobb = {0.511, 0.512, 0.513, 0.514, 0.515, 0.516, 0.517}};
    return metrics;
}

// The cells of the rows of `name`, which two blanks or more follow, in order.
std::vector<Row> rows_of(const std::string& table, const std::string& name) {
    std::vector<Row> rows;
    std::istringstream lines(table);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(name + "  ")) continue;
        std::istringstream words(line.substr(name.size()));
        rows.emplace_back(std::istream_iterator<std::string>(words), std::istream_iterator<std::string>());
    }
    return rows;
}

std::string made_table() {
    Controls controls;
    controls.random_map.mean_iou = {0.601, 0.602, 0.603, 0.604, 0.605, 0.606, 0.607};
    controls.mean_box.emplace().mean_iou = {0.611, 0.612, 0.613, 0.614, 0.615, 0.616, 0.617};
    return evaluation_table(made_metrics(), controls, {"Mass"},
                            {{"method", "gren"},
                             {"participation", "all"},
                             {"fold", nullptr},
                             {"nodes", 4},
                             {"patients_on_both_sides", 0},
                             {"grid", 16},
                             {"eval_grid", 128}});
}

}  // namespace

TEST(EvaluationTable, has_each_figure_of_a_class) {
    EXPECT_EQ(rows_of(made_table(), "Mass"),
              (std::vector<Row>{
                  {"27/50", "26/50", "25/50", "24/50", "23/50", "22/50", "21/50", "33/50", "31/50"},
                  {"43/50", "19/50", "0.101", "0.102", "0.111", "0.114", "0.301", "0.31-0.32", "2/3"}}));
}

TEST(EvaluationTable, has_each_mean) {
    const std::map<std::string, std::vector<Row>> expected{
        {"mean",
         {{"0.201", "0.202", "0.203", "0.204", "0.205", "0.206", "0.207", "0.225", "0.227"},
          {"0.235", "0.241", "0.251", "0.252", "0.261", "0.264", "0.302", "0.33-0.34"}}},
        {"  95 % interval", {{"-", "-", "-", "-", "0.27-0.28", "-", "-"}}},
        {"  perfect learner", {{"0.221", "0.222", "0.223", "0.224", "0.225", "0.226", "0.227"}}},
        {"  best whole cells", {{"0.211", "0.212", "0.213", "0.214", "0.215", "0.216", "0.217"}}},
        {"  random map", {{"0.601", "0.602", "0.603", "0.604", "0.605", "0.606", "0.607"}}},
        {"  mean box", {{"0.611", "0.612", "0.613", "0.614", "0.615", "0.616", "0.617"}}},
        {"mean, aligned", {{"0.401", "0.402", "0.403", "0.404", "0.405", "0.406", "0.407"}}},
        {"top, IoU", {{"0.501", "0.502", "0.503", "0.504", "0.505", "0.506", "0.507"}}},
        {"top, IoBB", {{"0.511", "0.512", "0.513", "0.514", "0.515", "0.516", "0.517"}}},
    };
    const auto table = made_table();
    for (const auto& [name, rows] : expected) EXPECT_EQ(rows_of(table, name), rows) << name << "\n" << table;
}

}  // namespace gren::table_test
