// Figures by group of films, made by hand and counted by hand.
#include "src/evaluation/group_metrics.h"

#include <nlohmann/json.hpp>

#include "tests/dataio/small_dataset.h"

namespace gren::group_metrics_test {
namespace {

constexpr float kNoAge = Acquisition::kUnknown;

struct Film {
    std::string patient, sex{}, view{}, site{};
    float age = kNoAge;
    std::uint8_t label = 0;
    double score = 0;
    double iou = -1;  // of its box with its region; -1: no box
};

// Of one class.
class GroupMetricss : public testing::Test {
  protected:
    std::vector<GroupMetrics> measured(const std::vector<Film>& films, int resamples = 0) {
        std::vector<Sample> samples;
        std::vector<ImageReading> readings;
        for (std::size_t i = 0; i < films.size(); ++i) {
            const auto& film = films[i];
            Sample sample;
            sample.image.resize(64);
            sample.lungs.resize(64);
            sample.info.name = fmt::format("image_{:03}.png", i);
            sample.info.patient = film.patient;
            sample.info.original_height = sample.info.original_width = 8;
            sample.info.label = {film.label};
            sample.info.acquisition.sex = film.sex;
            sample.info.acquisition.view = film.view;
            sample.info.acquisition.site = film.site;
            sample.info.acquisition.age = film.age;
            readings.push_back({static_cast<std::int64_t>(i), {film.score}, {}});
            if (film.iou >= 0) {
                sample.info.boxes = {{0, 1, 1, 2, 2}};
                readings.back().maps.push_back(
                    {.cls = 0, .boxed = true, .iou = film.iou, .run_lengths = "1", .marks = {}});
            }
            samples.push_back(sample);
        }
        const ScratchFolder folder;
        write_dataset(folder.path(), {8, {"A"}, "dct32-median", "none"}, samples, 100);
        const Dataset dataset(folder.path());
        return measure_by_group(readings, dataset, {.samples = resamples});
    }

    static std::vector<std::string> names(const std::vector<GroupMetrics>& groups) {
        std::vector<std::string> all;
        for (const auto& group : groups) all.push_back(group.trait + " " + group.name);
        return all;
    }
};

const std::vector<Film> kFilms{
    {"p", "F", "PA", "north", 17.9F, 1, 3, 0.6}, {"p", "F", "PA", "", 18, 0, 1, -1},
    {"q", "F", "AP", "", 80, 1, 2, 0.55},        {"r", "M", "PA", "", 60, 1, 1, 0.2},
    {"s", "M", "PA", "", 39.5F, 0, 2, -1},       {"t", "", "PA", "", kNoAge, 0, 5, -1}};

TEST_F(GroupMetricss, are_of_the_films_of_the_group_alone) {
    const auto groups = measured(kFilms);
    EXPECT_EQ(names(groups), (std::vector<std::string>{"sex F", "sex M", "sex unknown", "age 0-17",
                                                       "age 18-39", "age 60-79", "age 80+", "age unknown",
                                                       "view AP", "view PA", "site north", "site unknown"}));
    const auto &women = groups[0].metrics, &men = groups[1].metrics;
    EXPECT_EQ(women.images, 3);
    EXPECT_EQ(women.patients, 2);
    EXPECT_EQ(women.localization.boxes.size(), 2);
    EXPECT_DOUBLE_EQ(*women.localization.mean_accuracy[4], 1);  // 0.6 and 0.55 > 0.5
    EXPECT_DOUBLE_EQ(*women.localization.mean_accuracy[5], 0);  // 0.6 > 0.6: no
    EXPECT_DOUBLE_EQ(*women.identification.mean_auc, 1);        // 3 and 2 above 1
    EXPECT_DOUBLE_EQ(*men.localization.mean_accuracy[4], 0);
    EXPECT_DOUBLE_EQ(*men.identification.mean_auc, 0);                      // 1 below 2
    EXPECT_FALSE(groups[2].metrics.identification.mean_auc);                // one film
    EXPECT_EQ(groups[4].metrics.images, 2);                                 // of 18 and of 39.5 years
    EXPECT_DOUBLE_EQ(*groups[9].metrics.identification.mean_auc, 2.5 / 6);  // 3 and 1 against 1, 2 and 5
}

TEST_F(GroupMetricss, each_trait_counts_every_film_once) {
    std::map<std::string, std::int64_t> images;
    for (const auto& group : measured(kFilms)) images[group.trait] += group.metrics.images;
    EXPECT_EQ(images,
              (std::map<std::string, std::int64_t>{{"sex", 6}, {"age", 6}, {"view", 6}, {"site", 6}}));
}

TEST_F(GroupMetricss, have_intervals_over_their_own_patients) {
    const auto groups = measured(kFilms, 100);
    EXPECT_TRUE(groups[0].metrics.localization.mean_accuracy_interval[4]);   // patients p and q
    EXPECT_FALSE(groups[1].metrics.localization.mean_accuracy_interval[4]);  // r alone has a box
    EXPECT_FALSE(groups[1].metrics.identification.mean_auc_interval);
}

TEST_F(GroupMetricss, bands_of_ages_begin_at_whole_years) {
    EXPECT_EQ(age_band(0), "0-17");
    EXPECT_EQ(age_band(17.99F), "0-17");
    EXPECT_EQ(age_band(18), "18-39");
    EXPECT_EQ(age_band(39.99F), "18-39");
    EXPECT_EQ(age_band(40), "40-59");
    EXPECT_EQ(age_band(60), "60-79");
    EXPECT_EQ(age_band(79.99F), "60-79");
    EXPECT_EQ(age_band(80), "80+");
    EXPECT_EQ(age_band(120), "80+");
    EXPECT_EQ(age_band(kNoAge), "unknown");
}

TEST_F(GroupMetricss, in_files_and_tables_say_what_is_not_known_and_what_is_chance) {
    auto films = kFilms;
    for (auto& film : films) film.site = film.view = "";
    const auto groups = measured(films);
    const auto json = groups_json(groups, {"A"});
    EXPECT_TRUE(json["site"].is_null() && json["view"].is_null());
    EXPECT_EQ(json["sex"]["F"]["images"], 3);
    EXPECT_EQ(json["sex"]["F"]["few_patients"], true);
    EXPECT_EQ(json["sex"]["F"]["classes"]["A"]["correct"]["0.5"], 2);
    EXPECT_EQ(json["sex"]["unknown"]["mean_auc"], nullptr);
    const auto table = groups_table(groups, 0.95);
    EXPECT_NE(table.find("\nsex F                     3        2*      2*          1   1.000"),
              std::string::npos)
        << table;
    EXPECT_NE(table.find("\nknown of no film: view, site\n"), std::string::npos) << table;
    EXPECT_NE(table.find("*: fewer than 30 patients, or 30 boxes"), std::string::npos) << table;
}

TEST_F(GroupMetricss, of_thirty_patients_with_boxes_are_not_few) {
    std::vector<Film> films;
    for (int i = 0; i < 30; ++i) films.push_back({std::to_string(i), "F", "", "", kNoAge, 1, 1.0 * i, 0.6});
    EXPECT_EQ(groups_json(measured(films), {"A"})["sex"]["F"]["few_boxes"], false);
    EXPECT_EQ(groups_table(measured(films), 0.95).find("30*"), std::string::npos);
    films.pop_back();
    EXPECT_EQ(groups_json(measured(films), {"A"})["sex"]["F"]["few_patients"], true);
}

TEST_F(GroupMetricss, of_many_sites_show_those_with_the_most_images) {
    std::vector<Film> films;
    for (int site = 0; site < 20; ++site)
        for (int i = 0; i <= site; ++i)
            films.push_back({std::to_string(films.size()), "", "", fmt::format("site {:02}", site)});
    const auto table = groups_table(measured(films), 0.95);
    EXPECT_NE(table.find("site site 08"), std::string::npos);
    EXPECT_EQ(table.find("site site 07"), std::string::npos);
    EXPECT_NE(table.find("8 more of site with fewer images stand in evaluation.json"), std::string::npos);
}

TEST_F(GroupMetricss, of_a_set_that_knows_nothing_are_none) {
    const auto groups = measured({{"p"}, {"q"}});
    EXPECT_TRUE(groups.empty());
    EXPECT_EQ(groups_table(groups, 0.95),
              "\nBy group: none, the data set knows neither sex, age, view nor site of the films tested\n");
}

}  // namespace
}  // namespace gren::group_metrics_test
