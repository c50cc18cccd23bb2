// Every rank hears who differs and in what.
#include "distributed/agreement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/mpi_main.h"
#include "tests/support/refusal.h"

namespace gren::agreement_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string disagreement(const std::string& own) {
    return message_of([&] { require_agreement(test_world(), "options", own); });
}

int last() {
    return test_world().size() - 1;
}
bool is_last() {
    return test_world().rank() == last() && last() > 0;
}

TEST(Agreement, equal_texts_pass) {
    EXPECT_NO_THROW(require_agreement(test_world(), "options", "seed = 1\nlr = 0.001\n"));
    EXPECT_NO_THROW(require_agreement(test_world(), "options", ""));
}

// A world of one rank has nobody to differ from.
template <typename Matcher>
void expect_message(const std::string& text, const Matcher& matcher) {
    if (last() == 0)
        EXPECT_EQ(text, "");
    else
        EXPECT_THAT(text, matcher);
}

TEST(Agreement, a_difference_is_reported_on_every_rank_with_both_readings) {
    const auto name = "rank " + std::to_string(last());
    expect_message(disagreement(is_last() ? "seed = 1\nlr = 0.01\n" : "seed = 1\nlr = 0.001\n"),
                   AllOf(HasSubstr("do not agree on the options: " + name + " differs from rank 0"),
                         HasSubstr("line 2: rank 0 has 'lr = 0.001', " + name + " has 'lr = 0.01'"),
                         Not(HasSubstr("line 1"))));
}

TEST(Agreement, a_missing_line_and_a_missing_line_end) {
    expect_message(disagreement(is_last() ? "a" : "a\nb"),
                   HasSubstr("line 2: rank 0 has 'b', rank " + std::to_string(last()) + " has no such line"));
    expect_message(disagreement(is_last() ? "a" : "a\n"), HasSubstr("end their last lines differently"));
}

TEST(Agreement, all_ranks_that_differ_are_named) {
    static const std::vector<std::string> names = {"", "1", "1, 2", "1, 2, 3"};
    expect_message(disagreement("rank = " + std::to_string(test_world().rank())),
                   HasSubstr("rank " + names[static_cast<std::size_t>(last())] + " differs from rank 0"));
}

TEST(AnyRank, is_true_everywhere_when_true_anywhere) {
    EXPECT_FALSE(any_rank(test_world(), false));
    EXPECT_TRUE(any_rank(test_world(), test_world().rank() == last()));
    EXPECT_TRUE(any_rank(test_world(), test_world().rank() == 0));
}

TEST(AnyRank, the_least_number_is_that_of_all_ranks) {
    EXPECT_EQ(least_of_ranks(test_world(), 7 + test_world().rank()), 7);
    EXPECT_EQ(least_of_ranks(test_world(), -test_world().rank()), -last());
}

}  // namespace
}  // namespace gren::agreement_test
