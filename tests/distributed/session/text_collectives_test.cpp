// Texts of all ranks by MPI alone: everybody has them in order, and hears who is missing.
#include "distributed/session/text_collectives.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/mpi_main.h"
#include "tests/support/refusal.h"

namespace gren::text_collectives_test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct TextCollectivesTest : testing::Test {
    TextCollectives ranks{test_session(), 20s};
    const int rank = test_session().rank(), size = test_session().size();
};

TEST_F(TextCollectivesTest, everybody_has_everybodys_text_in_order) {
    // Of other lengths, one of them empty, one with a zero byte, and long enough not to be sent eagerly.
    const auto text_of = [](int of) {
        return of == 1 ? std::string()
                       : std::string(static_cast<std::size_t>(of) * 100'000 + 1, static_cast<char>(of));
    };
    std::vector<std::string> expected;
    for (int of = 0; of < size; ++of) expected.push_back(text_of(of));
    EXPECT_EQ(ranks.gather(text_of(rank)), expected);
}

TEST_F(TextCollectivesTest, rounds_do_not_mix_though_ranks_hurry) {
    for (int round = 0; round < 200; ++round) {
        const auto texts = ranks.gather(std::to_string(round * size + rank));
        for (int of = 0; of < size; ++of)
            ASSERT_EQ(texts[static_cast<std::size_t>(of)], std::to_string(round * size + of));
    }
}

TEST_F(TextCollectivesTest, who_differs_is_named_on_every_rank) {
    EXPECT_NO_THROW(ranks.require_agreement("options", "seed = 1\n"));
    if (size == 1) return;
    const auto own = rank == size - 1 ? "seed = 1\nsize = 64\n" : "seed = 1\nsize = 32\n";
    const auto last = std::to_string(size - 1);
    EXPECT_THAT(
        message_of([&] { ranks.require_agreement("options", own); }),
        testing::AllOf(HasSubstr("do not agree on the options: rank " + last + " differs"),
                       HasSubstr("line 2: rank 0 has 'size = 32', rank " + last + " has 'size = 64'")));
}

TEST_F(TextCollectivesTest, rank_0_names_those_that_are_missing) {
    if (size == 1) return;
    const TextCollectives impatient(test_session(), 1s);
    const int absent = size - 1;
    const auto expected = rank == 0
                              ? fmt::format("no word of rank {} for 1.0 s, whom all others wait for", absent)
                              : "no word of rank 0 for 1.0 s, who gathers all texts";
    if (rank != absent) {
        EXPECT_THAT(message_of([&] { impatient.gather("here"); }), testing::StartsWith(expected));
    }
    ranks.barrier();
}

}  // namespace
}  // namespace gren::text_collectives_test
