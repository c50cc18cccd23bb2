// Thresholds: chosen on the images read alone, kept and read again, refused where they would
// see tested images.
#include "src/evaluation/thresholds.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "dataio/atomic_file.h"
#include "dataio/shards/split.h"
#include "src/evaluation/validation_list.h"
#include "tests/dataio/small_dataset.h"

namespace gren::thresholds_test {
namespace {

class Thresholdss : public testing::Test {
  protected:
    // Two classes; labels of the first as said, of the second absent everywhere.
    const Dataset& dataset_of(const std::vector<std::uint8_t>& labels) {
        std::vector<Sample> samples;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            auto sample = small_sample(static_cast<int>(i));
            sample.info.label = {labels[i], 0};
            samples.push_back(sample);
        }
        std::filesystem::remove_all(set_.path());
        std::filesystem::create_directories(set_.path());
        write_dataset(set_.path(), kSmallTraits, samples, 4);
        return dataset_.emplace(set_.path());
    }

    // Of the images given; the score of image i is i.
    static std::vector<ImageReading> readings(const std::vector<std::int64_t>& samples) {
        std::vector<ImageReading> all;
        for (const auto i : samples) all.push_back({i, {static_cast<double>(i), 1}, {}});
        return all;
    }

    static Split split(const std::vector<std::string>& train, const std::vector<std::string>& validation,
                       const std::vector<std::string>& test) {
        Split split;
        split.participation = "by hand";
        split.train = train;
        split.validation = validation;
        split.test = test;
        return split;
    }

    ScratchFolder set_, folder_;
    const RunFolder run_{folder_.path()};
    std::optional<Dataset> dataset_;
};

TEST_F(Thresholdss, are_of_the_images_read_and_of_no_label_besides) {
    const std::vector<std::int64_t> validation{0, 1, 2, 3};
    const auto chosen = choose_thresholds(readings(validation), dataset_of({0, 0, 1, 1, 0, 1}), "m");
    EXPECT_EQ(chosen.images,
              (std::vector<std::string>{"image_0.png", "image_1.png", "image_2.png", "image_3.png"}));
    EXPECT_EQ(chosen.classes.at(0).cls, "Atelectasis");
    EXPECT_EQ(chosen.classes[0].score, 2);
    EXPECT_EQ(chosen.classes[0].positives, 2);
    EXPECT_EQ(chosen.classes[0].negatives, 2);
    EXPECT_EQ(chosen.classes.at(1).score, std::nullopt);
    EXPECT_EQ(chosen.classes[1].without, "no image has it");
    EXPECT_NE(thresholds_table(chosen).find(
                  "\nAtelectasis             2.0000       0.8808         2*         2*\n"),
              std::string::npos)
        << thresholds_table(chosen);
    // Other labels of the tested images 4 and 5 change nothing, of a validation image they do.
    EXPECT_EQ(choose_thresholds(readings(validation), dataset_of({0, 0, 1, 1, 1, 0}), "m").classes[0].score,
              2);
    EXPECT_EQ(choose_thresholds(readings(validation), dataset_of({0, 0, 0, 1, 0, 1}), "m").classes[0].score,
              3);
    const auto upside_down = choose_thresholds(readings(validation), dataset_of({1, 0, 0, 0, 0, 0}), "m");
    EXPECT_EQ(upside_down.classes[0].without, "no score is better than chance");
    const auto all_ill = choose_thresholds(readings({2, 3}), dataset_of({0, 0, 1, 1}), "m");
    EXPECT_EQ(all_ill.classes[0].without, "no image is without it");
}

TEST_F(Thresholdss, are_read_as_they_were_written_and_refused_when_damaged) {
    const auto chosen = choose_thresholds(readings({0, 1, 2}), dataset_of({0, 0, 1}), "model's digest");
    const auto file = folder_.path() / "thresholds.json";
    write_thresholds(file, chosen);
    const auto back = read_thresholds(file);
    EXPECT_EQ(back.model, "model's digest");
    EXPECT_EQ(back.dataset, dataset_->digest());
    EXPECT_EQ(back.images, chosen.images);
    EXPECT_EQ(back.classes.at(0).score, 2);
    EXPECT_EQ(back.classes.at(1).without, "no image has it");
    auto json = nlohmann::ordered_json::parse(std::ifstream(file));
    json["images"].push_back("image_9.png");
    write_file_atomically(file, json.dump());
    EXPECT_NE(refusal([&] { read_thresholds(file); }).find("\"list\" is not of the names"),
              std::string::npos);
    json["version"] = 2;
    write_file_atomically(file, json.dump());
    EXPECT_NE(refusal([&] { read_thresholds(file); }).find("expected \"gren-thresholds\" version 1"),
              std::string::npos);
    write_file_atomically(file, "{");
    EXPECT_NE(refusal([&] { read_thresholds(file); }).find("--choose-thresholds again"), std::string::npos);
}

TEST_F(Thresholdss, are_not_chosen_on_images_that_train_or_are_tested) {
    const auto& dataset = dataset_of({0, 0, 1, 1, 0, 1});
    const auto list = [&](const std::filesystem::path& file = "") {
        return validation_list(dataset, run_, file, /*own_dataset=*/true);
    };
    EXPECT_NE(refusal([&] { list(); }).find("split.json: is not there"), std::string::npos);
    write_split(run_.split(), split({"image_0.png"}, {}, {"image_5.png"}));
    EXPECT_NE(refusal([&] { list(); }).find("found no validation image"), std::string::npos);
    write_split(run_.split(), split({"image_0.png"}, {"image_1.png", "image_2.png"}, {"image_5.png"}));
    EXPECT_EQ(list().samples, (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(list().digest, list_digest({"image_1.png", "image_2.png"}));
    const auto other = folder_.path() / "other.json";
    write_split(other, split({}, {"image_1.png", "image_5.png"}, {}));
    EXPECT_NE(
        refusal([&] { list(other); }).find("1 of its 2 validation images are tested by the run's own lists"),
        std::string::npos);
    write_split(other, split({}, {"image_0.png"}, {}));
    EXPECT_NE(refusal([&] { list(other); }).find("trained the run"), std::string::npos);
    EXPECT_EQ(validation_list(dataset, run_, other, /*own_dataset=*/false).samples,
              (std::vector<std::int64_t>{0}));
}

TEST_F(Thresholdss, are_not_used_for_other_weights_or_the_images_that_chose_them) {
    const auto& dataset = dataset_of({0, 0, 1, 1, 0, 1});
    const auto without = [&](const std::string& model, const std::vector<std::int64_t>& tested) {
        return thresholds_for(run_, model, dataset, {tested, ""}).without;
    };
    EXPECT_EQ(without("m", {4, 5}).substr(0, 15), "none are chosen");
    write_thresholds(run_.thresholds(), choose_thresholds(readings({1, 2}), dataset, "m"));
    EXPECT_EQ(without("m", {4, 5}), "");
    EXPECT_EQ(thresholds_for(run_, "m", dataset, {{4, 5}, ""}).thresholds->classes[0].score, 2);
    EXPECT_EQ(without("n", {4, 5}).substr(0, 35), "thresholds.json is of other weights");
    EXPECT_EQ(without("m", {2, 4}).substr(0, 52), "thresholds.json was chosen on 1 of the images tested");
}

}  // namespace
}  // namespace gren::thresholds_test
