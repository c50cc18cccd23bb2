// Which images are tested, and how many of their patients trained the run: counted by hand.
#include "src/evaluation/tested_list.h"

#include "dataio/shards/split.h"
#include "tests/dataio/small_dataset.h"

namespace gren::tested_list_test {
namespace {

// Patients of the images: 0 0 1 1 unknown 2 3.
class TestedList : public testing::Test {
  protected:
    TestedList() { write_small_dataset(folder_.path(), 7, 4); }

    static Split split(const std::vector<std::string>& train, const std::vector<std::string>& test) {
        Split split;
        split.participation = "by hand";
        split.train = train;
        split.test = test;
        return split;
    }

    ScratchFolder folder_;
    const RunFolder run_{folder_.path()};
};

TEST_F(TestedList, is_that_of_the_run_unless_another_is_asked_for) {
    const Dataset dataset(folder_.path());
    const auto all = tested_list(dataset, run_, "");
    EXPECT_EQ(all.samples.size(), 7);
    EXPECT_EQ(all.digest, "all");
    const auto trained = split({"image_0.png", "image_2.png", "image_4.png"}, {"image_1.png", "image_3.png"});
    write_split(run_.split(), trained);
    EXPECT_EQ(tested_list(dataset, run_, "").samples, (std::vector<std::int64_t>{1, 3}));
    EXPECT_EQ(tested_list(dataset, run_, "").digest, digest(trained));
    write_split(folder_.path() / "other.json", split({"image_0.png"}, {"image_6.png"}));
    EXPECT_EQ(tested_list(dataset, run_, folder_.path() / "other.json").samples,
              std::vector<std::int64_t>{6});
}

TEST_F(TestedList, counts_patients_on_both_sides) {
    const Dataset dataset(folder_.path());
    EXPECT_EQ(patients_seen_in_training(dataset, run_, {{0, 1, 4, 6}, ""}), 2);  // all images trained
    write_split(run_.split(), split({"image_0.png", "image_2.png", "image_4.png"}, {"image_1.png"}));
    EXPECT_EQ(patients_seen_in_training(dataset, run_, {{1, 3, 4, 5}, ""}), 2);
    EXPECT_EQ(patients_seen_in_training(dataset, run_, {{4, 5, 6}, ""}), 0);
}

TEST_F(TestedList, a_name_that_the_data_set_lacks_is_refused) {
    const Dataset dataset(folder_.path());
    write_split(run_.split(), split({"image_0.png"}, {"image_9.png"}));
    EXPECT_NE(refusal([&] { tested_list(dataset, run_, ""); }).find("image_9.png"), std::string::npos);
}

}  // namespace
}  // namespace gren::tested_list_test
