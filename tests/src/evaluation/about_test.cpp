// What evaluation.json says its figures are of, of runs written by hand.
#include "src/evaluation/about.h"

#include <nlohmann/json.hpp>

#include "dataio/shards/split.h"
#include "tests/dataio/small_dataset.h"

namespace gren::about_test {
namespace {

const std::string kConfig =
    "batch-per-rank = 3\naccumulate = 4\nseed = 18446744073709551615\nlr = 0.5\ninit = w.pth\n"
    "max-steps = 9\nthreads = 2\nrun = here\n";

struct About : testing::Test {
    About() {
        folder.write("config.ini", kConfig);
        folder.write("model.safetensors", "");
        loaded.about = {{"dataset", digest}, {"list", "l"}, {"gren_version", "1"}, {"ranks", "2"}};
    }
    nlohmann::ordered_json about() {
        const Dataset dataset(folder.path());
        return evaluation_about(run, loaded, dataset, tested_list(dataset, run, ""), 16);
    }
    std::string refusal_with(const std::string& config) {
        folder.write("config.ini", config);
        return refusal([&] { about(); });
    }
    ScratchFolder folder;
    std::string digest = write_small_dataset(folder.path(), 7, 4);
    RunFolder run{folder.path()};
    LoadedModel loaded;
};

TEST_F(About, a_run_on_all_images_has_no_lists) {
    const auto found = about();
    EXPECT_EQ(found["participation"], "all");
    EXPECT_TRUE(found["fold"].is_null() && found["split_by"].is_null() && found["split_seed"].is_null());
    EXPECT_EQ(found["nodes"], 2 * 3 * 4);
    EXPECT_EQ(found["seed"], 18446744073709551615U);
    EXPECT_EQ(found["model"],
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");  // sha256sum /dev/null
    EXPECT_EQ(found["patients_on_both_sides"], 4);                                  // all but the unknown one
    EXPECT_FALSE(found.contains("boxes"));
    const auto& configuration = found["configuration"];
    EXPECT_TRUE(configuration.contains("lr") && configuration.contains("init") &&
                configuration.contains("max-steps"));
    EXPECT_FALSE(configuration.contains("threads") || configuration.contains("run"));
}

TEST_F(About, lists_are_those_that_the_run_trained_on) {
    Split split;
    split.participation = "0.5_0.8";
    split.fold = 3;
    split.split_by = "image";
    split.seed = 11;
    split.train = {"image_0.png"};
    split.test = {"image_1.png", "image_2.png"};
    write_split(run.split(), split);
    const auto found = about();
    EXPECT_EQ(found["participation"], "0.5_0.8");
    EXPECT_EQ(found["fold"], 3);
    EXPECT_EQ(found["split_by"], "image");
    EXPECT_EQ(found["split_seed"], 11);
    EXPECT_EQ(found["patients_on_both_sides"], 1);
}

TEST_F(About, patients_of_another_data_set_are_unknown) {
    loaded.about["dataset"] = "another";
    EXPECT_TRUE(about()["patients_on_both_sides"].is_null());
}

TEST_F(About, what_an_older_run_did_not_write_is_null) {
    loaded.about.erase("ranks");
    EXPECT_TRUE(about()["ranks"].is_null());
    EXPECT_TRUE(about()["nodes"].is_null());
    loaded.about["ranks"] = "2";
    folder.write("config.ini", "batch-per-rank = 3\n");
    EXPECT_TRUE(about()["accumulate"].is_null());
    EXPECT_TRUE(about()["nodes"].is_null());
    EXPECT_EQ(about()["ranks"], 2);
}

TEST_F(About, damaged_options_are_refused_with_their_place) {
    EXPECT_THAT(refusal_with("lr = 1\nhalf a li\n"),
                testing::HasSubstr("config.ini:2: found 'half a li', expected lines 'option = value'"));
    for (const auto* value : {"four", "", "4.5", "4 4"})
        EXPECT_THAT(refusal_with(std::string("accumulate = ") + value + "\n"),
                    testing::HasSubstr(std::string("config.ini: accumulate is '") + value +
                                       "', expected a whole number"));
    std::filesystem::remove(run.config());
    EXPECT_THAT(refusal([&] { about(); }), testing::HasSubstr("config.ini: cannot be opened"));
}

}  // namespace
}  // namespace gren::about_test
