// What a model card says of a run, and what it leaves unsaid.
#include "src/card/model_card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gren::card::model_card_test {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

// Two classes, one of them without boxes, and one group of films.
ordered_json evaluation() {
    return ordered_json::parse(R"({
"about": {"method": "gren", "participation": "0.5_0.8", "fold": 2, "split_by": "patient", "split_seed": 7,
    "patients_on_both_sides": 0, "nodes": 8, "ranks": 2, "seed": 3, "model": "w", "trained_on": "d1", "dataset": "d2",
    "lung_source": "png:masks", "image_size": 512, "grid": 16, "test_list": "t", "training_list": "l",
    "trained_by": "0.1.0+aaa", "evaluated_by": "0.1.0+bbb", "configuration": {"depth": "50", "lr": "0.001"}},
"images": 40, "patients": 30, "boxes": 12, "warnings": ["12 boxes of 9 patients tested"],
"mean_accuracy": {"0.5": 0.25, "0.7": null}, "mean_accuracy_interval": {"0.5": [0.125, 0.5], "0.7": null},
"mean_target_ceiling": {"0.5": 0.665, "0.7": 0.277}, "mean_ceiling": {"0.5": 1.0, "0.7": 0.9},
"mean_auc": 0.8125, "mean_auc_interval": [0.75, 0.875],
"bootstrap": {"samples": 500, "seed": 1, "level": 0.95, "unit": "patient"},
"controls": {"random_map": {"mean_accuracy": {"0.5": 0.01, "0.7": 0}}, "mean_box": null},
"groups": {"sex": {"F": {"images": 18, "patients": 14, "boxes": 5, "few_patients": true, "few_boxes": true,
    "mean_accuracy": {"0.5": 0.2}, "mean_accuracy_interval": {"0.5": null}, "mean_auc": 0.7, "mean_auc_interval": [0.5, 0.9]}},
    "site": null},
"operating_points": {"rule": "youden", "chosen_on": 9, "classes": {
    "Mass|Nodule": {"threshold": 0, "probability": 0.5, "sensitivity": 0.75, "sensitivity_interval": [0.5, 1.0],
                    "specificity": 0.625, "specificity_interval": null},
    "Hernia": {"without": "no image has it"}}},
"without_operating_points": null,
"calibration": {"mean_ece": 0.031},
"classes": {
    "Mass|Nodule": {"boxes": 12, "correct": {"0.5": 3}, "auc": 0.9, "auc_interval": [0.8, 0.95], "positives": 11, "negatives": 29},
    "Hernia": {"boxes": 0, "correct": {"0.5": 0}, "auc": null, "auc_interval": null, "positives": 0, "negatives": 40}}})");
}

std::string card(const ordered_json& figures, const Statements& statements) {
    Split lists;
    lists.train = {"a", "b", "c"};
    lists.boxed = {"b"};
    lists.validation = {"d", "e"};
    return model_card({.evaluation = figures, .lists = lists, .weights = "w"}, statements);
}

TEST(ModelCard, gives_figures_with_their_intervals) {
    const auto text = card(evaluation(), {.name = "mine"});
    EXPECT_THAT(text, HasSubstr("AUC 0.812 (0.750 to 0.875), mean over classes"));
    EXPECT_THAT(text, HasSubstr("95 % interval: percentiles of 500 resamples of the patients"));
    EXPECT_THAT(text, HasSubstr("| 0.5 | 0.250 (0.125 to 0.500) | 0.665 | 1.000 | 0.010 | – |"));
    EXPECT_THAT(text, HasSubstr("| 0.7 | – | 0.277 | 0.900 | 0.000 | – |"));
    EXPECT_THAT(text, HasSubstr("| Mass\\|Nodule | 11 | 29 | 0.900 (0.800 to 0.950) | 3 of 12 | 0.500 | "
                                "0.750 (0.500 to 1.000) | 0.625 |"));
    EXPECT_THAT(text, HasSubstr("| Hernia | 0 | 40 | – | no boxes | none: no image has it | – | – |"));
    EXPECT_THAT(text, HasSubstr("Thresholds by Youden's rule, chosen on 9 images of the validation list."));
    EXPECT_THAT(text, HasSubstr("| sex | F | 18 | 14\\* | 5\\* | 0.700 (0.500 to 0.900) | 0.200 |"));
    EXPECT_THAT(text, HasSubstr("12 boxes of 9 patients tested."));
}

TEST(ModelCard, tells_lists_digests_and_options) {
    const auto text = card(evaluation(), {.name = "mine"});
    EXPECT_THAT(text, HasSubstr("| network | ResNet-50, images of 512×512 pixels, maps of 16×16 cells |"));
    EXPECT_THAT(text, HasSubstr("| trained by | gren 0.1.0+aaa; ranks: 2; images a step: 8; seed 3 |"));
    EXPECT_THAT(text, HasSubstr("| lists | 0.5\\_0.8, fold 2, split by patient with seed 7 |"));
    EXPECT_THAT(text, HasSubstr("| images | 3 train, 1 of them with boxes; 2 validate |"));
    EXPECT_THAT(text, HasSubstr("| data set, SHA-256 | d1 |\n| lists |"));
    EXPECT_THAT(text, HasSubstr("| data set, SHA-256 | d2 |\n| list, SHA-256 | t |"));
    EXPECT_THAT(text, HasSubstr("| --lr | 0.001 |"));
}

TEST(ModelCard, says_not_stated_where_nobody_said) {
    const auto text = card(evaluation(), {.name = "mine"});
    EXPECT_THAT(text, HasSubstr("| licence of the data | not stated |"));
    EXPECT_THAT(text, HasSubstr("| licence of the weights | not stated |"));
    EXPECT_THAT(text, HasSubstr("| contact | not stated |"));
    EXPECT_THAT(text, Not(HasSubstr("license:")));
}

TEST(ModelCard, of_a_run_on_all_images_without_intervals_says_so) {
    auto figures = evaluation();
    figures["about"]["participation"] = "all";
    figures["bootstrap"]["samples"] = 0;
    const auto text = model_card({.evaluation = figures, .lists = {}, .weights = "w"}, {});
    EXPECT_THAT(text, HasSubstr("| lists | all images |"));
    EXPECT_THAT(text, HasSubstr("No intervals were computed."));
    EXPECT_THAT(text, Not(HasSubstr("resamples")));
}

TEST(ModelCard, holds_what_people_said) {
    const auto text = card(evaluation(), {.name = "a \"b\": c",
                                          .data = "NIH ChestX-ray14",
                                          .data_license = "terms of NIH",
                                          .license = "CC BY 4.0",
                                          .contact = "lab@example.org"});
    EXPECT_THAT(text, HasSubstr("\nlicense: other\nlicense_name: \"CC BY 4.0\"\n"));
    EXPECT_THAT(text, HasSubstr("\n- name: \"a \\\"b\\\": c\"\n"));
    EXPECT_THAT(text, HasSubstr("| data | NIH ChestX-ray14 |"));
    EXPECT_THAT(text, HasSubstr("| licence of the data | terms of NIH |"));
    EXPECT_THAT(text, HasSubstr("| contact | lab@example.org |"));
}

TEST(ModelCard, metadata_has_the_figures_that_exist) {
    const auto text = card(evaluation(), {.name = "mine"});
    EXPECT_THAT(text,
                HasSubstr("    - type: \"T(IoU)=0.5\"\n      name: \"T(IoU)=0.5\"\n      value: 0.25\n"));
    EXPECT_THAT(text, HasSubstr("      value: 0.8125\n---\n# Model card: mine\n"));
    EXPECT_THAT(text, Not(HasSubstr("type: \"T(IoU)=0.7\"")));
}

TEST(ModelCard, without_thresholds_says_why) {
    auto figures = evaluation();
    figures["operating_points"] = nullptr;
    figures["without_operating_points"] = "the run has no thresholds.json";
    figures["groups"] = {{"sex", nullptr}};
    const auto text = card(figures, {.name = "mine"});
    EXPECT_THAT(text, HasSubstr("No thresholds: the run has no thresholds.json."));
    EXPECT_THAT(text, HasSubstr("| 3 of 12 | none | – | – |"));
    EXPECT_THAT(text, HasSubstr("Not stated: the data set tells none of them"));
}

}  // namespace
}  // namespace gren::card::model_card_test
