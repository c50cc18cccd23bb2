// What a host says where the first messages do not arrive, and that they do.
#include "distributed/session/first_word.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "tests/support/mpi_main.h"

namespace gren::first_word_test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const NetworkInterface kFirst{"eth0", "10.77.0.1", "10.77.0.0/24", true, true};
const NetworkInterface kSecond{"eth1", "10.78.0.1", "10.78.0.0/24", true, false};
const NetworkInterface kDown{"eth2", "10.79.0.1", "10.79.0.0/24", false, false};

TEST(FirstWord, arrives) {
    EXPECT_NO_THROW(require_first_word(20s));
}

TEST(FirstWord, of_a_host_with_two_networks_names_what_to_set) {
    EXPECT_THAT(no_first_word("node1", {kFirst, kSecond}, 20s),
                AllOf(HasSubstr("node1 has not heard of all other ranks for 20 s"),
                      HasSubstr("eth0 (10.77.0.1), eth1 (10.78.0.1, no carrier)"),
                      HasSubstr("OMPI_MCA_btl_tcp_if_include"), HasSubstr("OMPI_MCA_oob_tcp_if_include"),
                      HasSubstr("eth0 or 10.77.0.0/24"), HasSubstr("NCCL_SOCKET_IFNAME")));
}

TEST(FirstWord, of_a_host_with_one_network_says_what_else_it_may_be) {
    EXPECT_THAT(no_first_word("node1", {kFirst, kDown}, 20s),
                AllOf(HasSubstr("eth2 (10.79.0.1, down)"), HasSubstr("firewall"), HasSubstr("frozen"),
                      Not(HasSubstr("if_include"))));
    EXPECT_THAT(no_first_word("node1", {}, 20s), HasSubstr("its networks are none"));
}

// As the kernel's routes have them: name, destination and mask, these as hexadecimals.
TEST(NetworkInterfaces, have_the_subnets_of_the_kernels_routes) {
    const auto hexadecimal = [](in_addr_t address) {
        std::array<char, 9> text{};
        std::snprintf(text.data(), text.size(), "%08X", address);
        return std::string(text.data());
    };
    std::ifstream file("/proc/net/route");
    const std::string routes(std::istreambuf_iterator<char>(file), {});
    for (const auto& each : network_interfaces()) {
        EXPECT_NE(each.name, "lo");
        const auto slash = each.subnet.find('/');
        ASSERT_NE(slash, std::string::npos);
        const auto bits = std::stoi(each.subnet.substr(slash + 1));
        if (!each.is_up || bits == 32) continue;  // no route of its own
        const auto mask = htonl(~0U << (32 - bits));
        const auto subnet = inet_addr(each.subnet.substr(0, slash).c_str());
        EXPECT_EQ(inet_addr(each.address.c_str()) & mask, subnet);
        EXPECT_THAT(routes, testing::ContainsRegex(each.name + "\t" + hexadecimal(subnet) + "\t.*\t" +
                                                   hexadecimal(mask) + "\t"));
    }
}

}  // namespace
}  // namespace gren::first_word_test
