// The store by which NCCL's ranks meet, on a CPU machine: what any rank sets, all ranks get.
#include "distributed/mpi/mpi_store.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>

#include "distributed/collectives.h"
#include "distributed/mpi/host_address.h"
#include "tests/support/mpi_main.h"

namespace gren::mpi_store_test {
namespace {

std::vector<std::uint8_t> bytes_of_rank(int rank) {
    return std::vector<std::uint8_t>(128, static_cast<std::uint8_t>(rank + 1));  // as long as an ncclUniqueId
}

TEST(MpiStore, all_ranks_get_what_each_has_set) {
    const auto store = make_store(test_session());
    const auto ours = c10::make_intrusive<c10d::PrefixStore>("step", store->clone());
    const auto other = c10::make_intrusive<c10d::PrefixStore>("graph", store->clone());
    const auto name = [](int rank) { return "id " + std::to_string(rank); };
    ours->set(name(test_session().rank()), bytes_of_rank(test_session().rank()));
    for (int rank = 0; rank < test_session().size(); ++rank)
        EXPECT_EQ(ours->get(name(rank)), bytes_of_rank(rank));
    EXPECT_FALSE(other->check({name(0)}));
    barrier(test_world());  // rank 0's server outlives the questions
}

TEST(HostAddress, knows_loopback) {
    EXPECT_TRUE(means_loopback("127.0.0.1"));
    EXPECT_TRUE(means_loopback("127.0.1.1"));
    EXPECT_TRUE(means_loopback("::1"));
    EXPECT_FALSE(means_loopback("192.0.2.1"));
    EXPECT_FALSE(means_loopback("2001:db8::1"));
}

TEST(HostAddress, is_the_users_where_given) {
    setenv("MASTER_ADDR", "192.0.2.7", 1);
    EXPECT_EQ(address_for_others(), "192.0.2.7");
    unsetenv("MASTER_ADDR");
    EXPECT_FALSE(address_for_others().empty());
}

}  // namespace
}  // namespace gren::mpi_store_test
