#include "dataio/splitmix.h"

#include <gmock/gmock.h>

#include <map>

namespace gren::splitmix_test {
namespace {

// Published first outputs for seed 1234567 (Rosetta Code, "Pseudo-random numbers/Splitmix64").
TEST(SplitMix64, IsThePublishedSequence) {
    SplitMix64 random(1234567);
    for (const std::uint64_t expected : {6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
                                         4593380528125082431U, 16408922859458223821U})
        EXPECT_EQ(random.next(), expected);
}

// All 24 orders of four: chi-squared with 23 degrees of freedom is above 49.7 once in a thousand.
TEST(Shuffle, GivesEveryOrderEquallyOften) {
    SplitMix64 random(1);
    std::map<std::vector<int>, int> seen;
    for (int i = 0; i < 24'000; ++i) {
        std::vector<int> order = {0, 1, 2, 3};
        shuffle(order, random);
        ++seen[order];
    }
    ASSERT_EQ(seen.size(), 24U);
    double chi_squared = 0;
    for (const auto& [order, count] : seen) chi_squared += (count - 1000.) * (count - 1000.) / 1000.;
    EXPECT_LT(chi_squared, 49.7);
}

}  // namespace
}  // namespace gren::splitmix_test
