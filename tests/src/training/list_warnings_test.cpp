// What is said of lists that are too small to test on, and of lists without lungs for a method:
// counted by hand.
#include <gmock/gmock.h>

#include "src/run/small_list.h"
#include "src/training/lungs_for_method.h"
#include "tests/dataio/small_dataset.h"

namespace gren::list_warnings_test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// small_sample(i) has i % 3 boxes, the first class where i is odd, and flagged lungs where i is a multiple of
// three; the second class is nowhere present.
class ListWarnings : public testing::Test {
  protected:
    ListWarnings() { write_small_dataset(folder_.path(), 48, 48); }

    static Split testing_first(int images) {
        Split split;
        for (int i = 0; i < images; ++i) split.test.push_back(fmt::format("image_{}.png", i));
        return split;
    }
    TrainingList training(const std::vector<std::int64_t>& samples) const {
        return {.index = samples, .takes_boxes = {}, .digest = ""};
    }

    ScratchFolder folder_;
};

TEST_F(ListWarnings, thirty_boxes_and_two_positives_are_enough) {
    const Dataset dataset(folder_.path());
    EXPECT_THAT(small_list_warnings(dataset, testing_first(30)), IsEmpty());
    EXPECT_THAT(small_list_warnings(dataset, testing_first(29)),
                ElementsAre(HasSubstr("28 boxes are tested; under 30")));
    EXPECT_THAT(small_list_warnings(dataset, testing_first(3)),
                ElementsAre(HasSubstr("3 boxes are tested"), HasSubstr("Atelectasis (1): figures")));
    EXPECT_THAT(small_list_warnings(dataset, testing_first(1)),
                ElementsAre(HasSubstr("0 boxes"), HasSubstr("Atelectasis (0)")));
}

TEST_F(ListWarnings, a_method_without_any_usable_lungs_is_refused) {
    const Dataset dataset(folder_.path());
    const auto without = training({0, 3, 6}), one = training({0, 1, 3});
    for (const auto* method : {"gren", "intra", "inter", "cosine", "const", "shuffle"})
        EXPECT_THAT(
            refusal([&] { lungs_for_method(method, dataset, without); }),
            AllOf(HasSubstr(std::string("--method ") + method),
                  HasSubstr("of the 3 training images 0 have lungs"), HasSubstr("--method baseline")));
    EXPECT_EQ(lungs_for_method("baseline", dataset, without), "");
    EXPECT_THAT(refusal([&] { lungs_for_method("inter", dataset, one); }), HasSubstr("expected at least 2"));
}

TEST_F(ListWarnings, under_half_is_a_warning) {
    const Dataset dataset(folder_.path());
    EXPECT_THAT(lungs_for_method("gren", dataset, training({0, 1, 3})),
                HasSubstr("of the 3 training images 1 have lungs"));
    EXPECT_EQ(lungs_for_method("gren", dataset, training({0, 1, 2, 3})), "");
}

}  // namespace
}  // namespace gren::list_warnings_test
