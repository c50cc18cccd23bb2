#include "dataio/shards/split.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "tests/dataio/small_dataset.h"

namespace gren::split_test {
namespace {

using testing::HasSubstr;
using Names = std::vector<std::string>;
using NameSet = std::set<std::string>;

constexpr int kAnnotated = 83, kUnannotated = 301;

Sample tiny_sample(int i, std::string patient) {
    Sample sample;
    sample.info.name = fmt::format("n{}", 1000 + i);
    sample.info.patient = std::move(patient);
    sample.info.label = {0};
    if (i < kAnnotated) sample.info.boxes = {{0, 0, 0, 1, 1}};
    sample.image = sample.lungs = {0};
    return sample;
}

// 83 annotated and 301 unannotated images of 97 patients with one to many images each, most of both kinds.
std::vector<Sample> tiny_samples() {
    std::vector<Sample> samples;
    for (int i = 0; i < kAnnotated + kUnannotated; ++i)
        samples.push_back(tiny_sample(i, fmt::format("p{}", i * i % 97 * (i % 3 == 0 ? 1 : 2) % 97)));
    return samples;
}

class Splits : public testing::Test {
  protected:
    Splits() { data_ = open(tiny_samples(), 100); }
    std::unique_ptr<Dataset> open(const std::vector<Sample>& samples, std::size_t per_shard) {
        folders_.push_back(std::make_unique<ScratchFolder>());
        write_dataset(folders_.back()->path(), {1, {"Mass"}, "h", "none"}, samples, per_shard);
        return std::make_unique<Dataset>(folders_.back()->path());
    }
    Split split(const std::string& participation, int fold, bool by_patient, std::uint64_t seed = 1) const {
        return make_split(*data_, {participation, fold, by_patient, seed});
    }
    NameSet patients(const Names& names) const {
        NameSet found;
        for (const auto& name : names) found.insert(data_->info(data_->index_of(name)).patient);
        return found;
    }
    static bool is_annotated(const std::string& name) {
        return std::stoi(name.substr(1)) < 1000 + kAnnotated;
    }
    static Names annotated(const Names& names) {
        Names found;
        std::ranges::copy_if(names, std::back_inserter(found), is_annotated);
        return found;
    }

    std::vector<std::unique_ptr<ScratchFolder>> folders_;
    std::unique_ptr<Dataset> data_;
};

void expect_disjoint(const Names& a, const Names& b) {
    for (const auto& name : a) EXPECT_FALSE(std::ranges::binary_search(b, name)) << name;
}

// What holds for every participation, fold and unit.
struct Case {
    std::string participation;
    int folds;
    bool by_patient;
};
class EverySplit : public Splits, public testing::WithParamInterface<Case> {};

TEST_P(EverySplit, IsSortedDisjointAndDeterministic) {
    const auto& [participation, folds, by_patient] = GetParam();
    for (int fold = 0; fold < folds; ++fold) {
        const Split s = split(participation, fold, by_patient);
        EXPECT_EQ(s.participation, participation);
        EXPECT_EQ(s.fold, fold);
        EXPECT_EQ(s.split_by, by_patient ? "patient" : "image");
        for (const Names* list : {&s.train, &s.boxed, &s.validation, &s.test})
            EXPECT_TRUE(std::ranges::is_sorted(*list, std::less_equal<>()));  // each name once
        expect_disjoint(s.train, s.validation);
        expect_disjoint(s.train, s.test);
        expect_disjoint(s.validation, s.test);
        EXPECT_EQ(s.boxed, annotated(s.train));
        EXPECT_EQ(digest(s), digest(split(participation, fold, by_patient)));
        EXPECT_NE(digest(s), digest(split(participation, fold, by_patient, 2)));

        const NameSet train = patients(s.train), test = patients(s.test);
        Names both;
        std::ranges::set_intersection(train, test, std::back_inserter(both));
        EXPECT_EQ(patients_on_both_sides(*data_, s), static_cast<std::int64_t>(both.size()));
        EXPECT_EQ(both.empty(), by_patient);  // by image they do overlap: the test set is able to tell
    }
}
INSTANTIATE_TEST_SUITE_P(All, EverySplit,
                         testing::Values(Case{"0.5_0.8", 5, true}, Case{"0.5_0.8", 5, false},
                                         Case{"1.0_0.4", 5, true}, Case{"1.0_0.4", 5, false},
                                         Case{"70_10_20", 1, true}, Case{"70_10_20", 1, false}));

TEST_F(Splits, FoldsOf80PercentTestEveryAnnotatedImageOnce) {
    for (const bool by_patient : {true, false}) {
        std::map<std::string, int> tested;
        for (int fold = 0; fold < 5; ++fold) {
            const Split s = split("0.5_0.8", fold, by_patient);
            for (const auto& name : s.test) ++tested[name];
            EXPECT_EQ(s.boxed.size() + s.test.size(), kAnnotated);
            EXPECT_NEAR(static_cast<double>(s.test.size()), kAnnotated / 5., by_patient ? 2 : 1);
        }
        EXPECT_EQ(tested.size(), kAnnotated);
        for (const auto& [name, times] : tested) EXPECT_TRUE(times == 1 && is_annotated(name)) << name;
    }
}

TEST_F(Splits, FoldsOf40PercentTrainEveryAnnotatedImageTwice) {
    std::map<std::string, int> trained;
    for (int fold = 0; fold < 5; ++fold) {
        const Split s = split("1.0_0.4", fold, false);
        for (const auto& name : s.boxed) ++trained[name];
        EXPECT_EQ(s.boxed.size() + s.test.size(), kAnnotated);
        EXPECT_NEAR(static_cast<double>(s.boxed.size()), 0.4 * kAnnotated,
                    2);  // two folds, each off by less than one
        EXPECT_EQ(s.train.size() - s.boxed.size(), kUnannotated);
        // The same partition as in 0.5_0.8: this fold's window does not hold that fold's test images.
        expect_disjoint(s.boxed, split("0.5_0.8", fold, false).test);
    }
    EXPECT_EQ(trained.size(), kAnnotated);
    for (const auto& [name, times] : trained) EXPECT_EQ(times, 2) << name;
}

TEST_F(Splits, WithoutBoxesAllAnnotatedImagesTest) {
    const Split s = split("1.0_0.0", 0, false);
    EXPECT_TRUE(s.boxed.empty());
    EXPECT_EQ(s.train.size(), kUnannotated);
    EXPECT_EQ(s.test.size(), kAnnotated);
}

TEST_F(Splits, HalfOfTheUnannotatedImagesAreTheSameInAllFolds) {
    const auto unannotated_of = [&](int fold) {
        Names names = split("0.5_0.8", fold, false).train;
        std::erase_if(names, is_annotated);
        return names;
    };
    EXPECT_EQ(unannotated_of(0).size(), 151U);  // half of 301, rounded up
    for (int fold = 1; fold < 5; ++fold) EXPECT_EQ(unannotated_of(fold), unannotated_of(0));
}

TEST_F(Splits, ByPatientLeavesOutJustTheImagesOfTestPatients) {
    const Split s = split("1.0_0.4", 2, true);
    const NameSet test_patients = patients(s.test);
    for (int i = kAnnotated; i < kAnnotated + kUnannotated; ++i) {
        const std::string name = fmt::format("n{}", 1000 + i);
        const bool tested = test_patients.contains(data_->info(data_->index_of(name)).patient);
        EXPECT_EQ(std::ranges::binary_search(s.train, name), !tested) << name;
    }
}

TEST_F(Splits, IdentificationCovers70And10And20Percent) {
    const double all = kAnnotated + kUnannotated;
    for (const bool by_patient : {true, false}) {
        const Split s = split("70_10_20", 0, by_patient);
        const double off = by_patient ? 15 : 1;  // no patient has more than 15 images
        EXPECT_NEAR(static_cast<double>(s.train.size()), 0.7 * all, off);
        EXPECT_NEAR(static_cast<double>(s.validation.size()), 0.1 * all, off);
        EXPECT_EQ(s.train.size() + s.validation.size() + s.test.size(), kAnnotated + kUnannotated);
        if (by_patient) {
            const NameSet train = patients(s.train);
            for (const auto& patient : patients(s.validation)) EXPECT_FALSE(train.contains(patient));
        }
    }
}

TEST_F(Splits, DoesNotDependOnShardsOrOrder) {
    std::vector<Sample> reversed = tiny_samples();
    std::reverse(reversed.begin(), reversed.end());
    const auto other = open(reversed, 17);
    for (const bool by_patient : {true, false})
        EXPECT_EQ(digest(make_split(*other, {"0.5_0.8", 3, by_patient, 5})),
                  digest(make_split(*data_, {"0.5_0.8", 3, by_patient, 5})));
}

TEST_F(Splits, EverySplitIsThreeParticipationsWithTheirFoldsAndIdentification) {
    std::map<std::string, std::set<int>> folds;
    for (const auto& options : every_split(false, 7)) {
        EXPECT_TRUE(folds[options.participation].insert(options.fold).second);
        EXPECT_FALSE(options.by_patient);
        EXPECT_EQ(options.seed, 7U);
        EXPECT_NO_THROW(make_split(*data_, options));
    }
    const std::set<int> five = {0, 1, 2, 3, 4}, one = {0};
    EXPECT_EQ(folds, (std::map<std::string, std::set<int>>{
                         {"0.5_0.8", five}, {"1.0_0.0", one}, {"1.0_0.4", five}, {"70_10_20", one}}));
}

TEST_F(Splits, RefusesWhatItCannotDo) {
    EXPECT_THAT(refusal([&] { split("0.5_0.9", 0, true); }),
                HasSubstr("found participation '0.5_0.9', expected"));
    EXPECT_THAT(refusal([&] { split("0.5_0.8", 5, true); }), HasSubstr("found fold 5, expected 0 to 4"));
    EXPECT_THAT(refusal([&] { split("0.5_0.8", -1, true); }), HasSubstr("found fold -1"));
    EXPECT_THAT(refusal([&] { split("1.0_0.0", 1, true); }), HasSubstr("expected 0, the only one"));
    EXPECT_THAT(refusal([&] { split("70_10_20", 1, true); }), HasSubstr("expected 0, the only one"));

    const auto unknown = open({tiny_sample(0, "")}, 1);
    EXPECT_THAT(
        refusal([&] {
            make_split(*unknown, {"1.0_0.0", 0, true, 1});
        }),
        HasSubstr("sample 'n1000' has no patient, expected one to split by patient; use --split-by image"));
    const auto four = open({tiny_sample(0, "a"), tiny_sample(1, "b"), tiny_sample(2, "c"),
                            tiny_sample(3, "d"), tiny_sample(4, "d")},
                           9);
    EXPECT_THAT(refusal([&] {
                    make_split(*four, {"0.5_0.8", 0, true, 1});
                }),
                HasSubstr("found boxes on images of 4 patients, expected at least 5"));
    const auto none = open({tiny_sample(kAnnotated, "a")}, 1);
    EXPECT_THAT(refusal([&] {
                    make_split(*none, {"1.0_0.0", 0, false, 1});
                }),
                HasSubstr("found boxes on images of 0 images"));
    EXPECT_THAT(refusal([&] {
                    make_split(*none, {"70_10_20", 0, true, 1});
                }),
                HasSubstr("found 1 patients, too few"));
}

}  // namespace
}  // namespace gren::split_test
