#include "dataio/shards/official_split.h"

#include <gmock/gmock.h>

#include <set>

#include "tests/dataio/small_dataset.h"

namespace gren::official_split_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// small_sample(i) is of patient i/2, but every fifth from the fifth on has none; names
// image_0.png ... _39.png.
class OfficialSplits : public testing::Test {
  protected:
    OfficialSplits() {
        write_small_dataset(folder_.path(), 40, 16);
        data_ = std::make_unique<Dataset>(folder_.path());
    }
    static std::string names(int first, int last) {
        std::string text;
        for (int i = first; i < last; ++i) text += fmt::format("image_{}.png\n", i);
        return text;
    }
    OfficialSplit split(const std::string& train, const std::string& test, bool by_patient = false,
                        std::uint64_t seed = 1) const {
        return make_official_split(*data_, folder_.write("train_val_list.txt", train),
                                   folder_.write("test_list.txt", test), by_patient, seed);
    }

    ScratchFolder folder_;
    std::unique_ptr<Dataset> data_;
};

TEST_F(OfficialSplits, TestsTheTestListAndValidatesOnAnEighthOfTheOther) {
    const auto [s, absent, in_neither] = split(names(0, 32) + "elsewhere.png\n", names(34, 39));
    EXPECT_EQ(s.participation, "official");
    EXPECT_THAT(s.test,
                ElementsAre("image_34.png", "image_35.png", "image_36.png", "image_37.png", "image_38.png"));
    EXPECT_EQ(s.train.size(), 28U);
    EXPECT_EQ(s.validation.size(), 4U);
    std::set<std::string> all(s.train.begin(), s.train.end());
    all.insert(s.validation.begin(), s.validation.end());
    EXPECT_EQ(all.size(), 32U);
    EXPECT_FALSE(all.contains("image_32.png"));
    EXPECT_EQ(absent, 1);
    EXPECT_EQ(in_neither, 3);  // 32, 33 and 39
    for (const auto& name : s.boxed)
        EXPECT_NE(std::stoi(name.substr(6)) % 3, 0) << name;  // 0, 3, 6, ... have none
    EXPECT_GT(s.boxed.size(), 10U);
    EXPECT_NE(digest(s), digest(split(names(0, 32), names(34, 39), false, 2).split));
    EXPECT_EQ(digest(s), digest(split(names(0, 32), names(34, 39)).split));
}

TEST_F(OfficialSplits, ByPatientNoPatientTrainsAndValidates) {
    const std::string with_patients =
        "image_0.png\nimage_1.png\nimage_2.png\nimage_3.png\nimage_5.png\nimage_6.png\n"
        "image_7.png\nimage_8.png\nimage_10.png\nimage_11.png\n";
    const auto s = split(with_patients, names(20, 21), true).split;
    std::set<int> train;
    for (const auto& name : s.train) train.insert(std::stoi(name.substr(6)) / 2);
    EXPECT_EQ(s.train.size() + s.validation.size(), 10U);
    EXPECT_FALSE(s.validation.empty());
    for (const auto& name : s.validation) EXPECT_FALSE(train.contains(std::stoi(name.substr(6)) / 2)) << name;
    EXPECT_THAT(refusal([&] { split(names(0, 8), names(20, 21), true); }),
                HasSubstr("sample 'image_4.png' has no patient"));
}

TEST_F(OfficialSplits, TakesListsOfOtherSystems) {
    const auto s = split("\xEF\xBB\xBFimage_1.png,,\r\n\r\n,,\r\nimage_2.png \n\"image_3.png\"",
                         "\xEF\xBB\xBFimage_0.png\t")
                       .split;
    EXPECT_EQ(s.train.size() + s.validation.size(), 3U);
    EXPECT_THAT(s.test, ElementsAre("image_0.png"));
}

TEST_F(OfficialSplits, RefusesBadLists) {
    EXPECT_THAT(refusal([&] { split(names(0, 9), names(8, 12)); }),
                HasSubstr("test_list.txt:1: found 'image_8.png' again after "));
    EXPECT_THAT(refusal([&] { split(names(0, 9) + names(3, 4), names(9, 12)); }),
                HasSubstr("train_val_list.txt:10: found 'image_3.png' again after "));
    EXPECT_THAT(
        refusal([&] { split(names(0, 9) + "image_9.png,test\n", names(9, 12)); }),
        HasSubstr(
            "train_val_list.txt:10: found 'test' behind 'image_9.png', expected a list of image names"));
    EXPECT_THAT(refusal([&] { split("other.png\n", names(9, 12)); }),
                HasSubstr("train_val_list.txt: names none of the data set's images"));
    EXPECT_THAT(refusal([&] { split(names(0, 9), ""); }), HasSubstr("test_list.txt: names none"));
    EXPECT_THAT(refusal([&] { split(names(0, 1), names(9, 12)); }), HasSubstr("too few to train"));
    EXPECT_THAT(refusal([&] { make_official_split(*data_, "/nowhere.txt", "/nowhere.txt", true, 1); }),
                HasSubstr("/nowhere.txt cannot be opened"));
}

}  // namespace
}  // namespace gren::official_split_test
