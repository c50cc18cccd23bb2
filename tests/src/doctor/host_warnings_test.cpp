// Hosts made up for each warning; sound ones have none, and one host has no others to miss.
#include "src/doctor/host_warnings.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>

#include "src/doctor/host_networks.h"

namespace gren::host_warnings_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Hosts = std::vector<HostFacts>;

NetworkInterface eth(int which, int host) {
    const auto subnet = fmt::format("10.{}.0.", 77 + which);
    return {fmt::format("eth{}", which), fmt::format("{}{}", subnet, host), subnet + "0/24", true, true};
}

HostFacts node(int n) {
    HostFacts host{
        .host = fmt::format("node{}", n), .kernel = "6.1", .interfaces = {eth(0, n)}, .port = 4000};
    for (int other = 1; other <= 3; ++other)
        if (other != n) host.names[fmt::format("node{}", other)] = {eth(0, other).address};
    return host;
}

Hosts sound() {
    return {node(1), node(2), node(3)};
}

Hosts with_dead_second(Hosts hosts = sound()) {
    for (int n = 1; n <= 3; ++n) {
        auto& host = hosts[static_cast<std::size_t>(n - 1)];
        host.interfaces.push_back(eth(1, n));
        for (const auto& [other, addresses] : host.names) host.unreached["eth1"].push_back(other);
    }
    return hosts;
}

struct Case {
    const char* name;
    std::function<void(Hosts&)> spoil;
    std::vector<std::string> told;
};

class HostWarned : public testing::TestWithParam<Case> {};

TEST_P(HostWarned, by_one_sentence_with_its_cure) {
    auto hosts = sound();
    GetParam().spoil(hosts);
    const auto warnings = host_warnings(hosts, {});
    ASSERT_EQ(warnings.size(), 1U) << testing::PrintToString(warnings);
    for (const auto& part : GetParam().told) EXPECT_THAT(warnings[0], HasSubstr(part));
}

const Case kCases[] = {
    {"no_such_name",
     [](Hosts& h) { h[0].names["node3"] = h[1].names["node3"] = {}; },
     {"the name node3 means nothing on node1, node2,", "/etc/hosts"}},
    {"loopback",
     [](Hosts& h) { h[1].names["node3"] = {"127.0.1.1"}; },
     {"the name node3 means a loopback address (127.…) on node2,", "its network's address"}},
    {"other_answers",
     [](Hosts& h) { h[1].names["node3"] = {"192.168.1.3"}; },
     {"the name node3 means other addresses on other hosts", "10.77.0.3 on node1", "192.168.1.3 on node2"}},
    {"an_address_of_another",
     [](Hosts& h) { h[0].names["node3"] = h[1].names["node3"] = {"10.77.0.9"}; },
     {"the name node3 means 10.77.0.9, but that host has 10.77.0.3:"}},
    {"dead_second_network",
     [](Hosts& h) { h = with_dead_second(); },
     {"eth1 (10.78.0.0/24) of node1, node2, node3 does not connect all hosts",
      "OMPI_MCA_btl_tcp_if_include=eth0", "OMPI_MCA_oob_tcp_if_include=eth0", "NCCL_SOCKET_IFNAME=eth0"}},
    {"second_network_of_one_host",
     [](Hosts& h) { h[1].interfaces.push_back(eth(1, 2)); },
     {"eth1 (10.78.0.0/24) of node2 does not", "OMPI_MCA_btl_tcp_if_include=eth0"}},
    {"a_bridge_of_containers_has_the_same_address_everywhere",
     [](Hosts& h) {
         for (auto& host : h)
             host.interfaces.push_back({"docker0", "172.17.0.1", "172.17.0.0/16", true, true});
     },
     {"docker0 (172.17.0.0/16) of node1, node2, node3 does not"}},
    {"names_of_interfaces_differ",
     [](Hosts& h) {
         h = with_dead_second();
         h[2].interfaces[0].name = "ens3";
     },
     {"OMPI_MCA_btl_tcp_if_include=10.77.0.0/24", "NCCL_SOCKET_IFNAME=eth0,ens3"}},
    {"no_network_connects",
     [](Hosts& h) { h[0].unreached["eth0"] = {"node3"}; },
     {"no network connects all hosts by TCP; by eth0 node1 does not reach node3", "firewalls"}},
    {"disk",
     [](Hosts& h) { h[1].probe = h[2].probe = "No such file or directory"; },
     {"node2, node3 does not see the file that rank 0 wrote in --run's folder (No such file", "share"}},
};
INSTANTIATE_TEST_SUITE_P(Each, HostWarned, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

}  // namespace

TEST(HostWarnings, sound_hosts_have_none) {
    EXPECT_THAT(host_warnings(sound(), {}), IsEmpty());
    auto two_networks = sound();
    for (int n = 1; n <= 3; ++n)
        two_networks[static_cast<std::size_t>(n - 1)].interfaces.push_back(eth(1, n));
    EXPECT_THAT(host_warnings(two_networks, {}), IsEmpty());
    auto switched_off = with_dead_second();
    for (auto& host : switched_off) {
        host.interfaces[1].is_up = host.interfaces[1].has_carrier = false;
        host.unreached.clear();
    }
    EXPECT_THAT(host_warnings(switched_off, {}), IsEmpty());
    // Each in a subnet of its own, with routes between them.
    auto routed = sound();
    for (auto& host : routed) host.interfaces[0].subnet = host.interfaces[0].address + "/32";
    EXPECT_THAT(host_warnings(routed, {}), IsEmpty());
}

TEST(HostWarnings, one_host_misses_nobody) {
    auto alone = node(1);
    alone.interfaces.push_back(eth(1, 1));
    EXPECT_THAT(host_warnings({alone}, {}), IsEmpty());
}

TEST(HostWarnings, what_is_set_is_not_asked_for_again) {
    EXPECT_THAT(host_warnings(with_dead_second(), {.mpi = "eth0"}), IsEmpty());
    const auto on_gpus = host_warnings(with_dead_second(), {.mpi = "eth0", .on_gpus = true});
    ASSERT_EQ(on_gpus.size(), 1U);
    EXPECT_THAT(on_gpus[0],
                testing::EndsWith("set OMPI_MCA_oob_tcp_if_include=eth0, NCCL_SOCKET_IFNAME=eth0"));
    EXPECT_THAT(host_warnings(with_dead_second(), {.mpi = "eth0", .nccl = "eth0", .on_gpus = true}),
                IsEmpty());
}

TEST(HostWarnings, of_many_hosts_name_a_few) {
    Hosts many;
    for (int n = 1; n <= 64; ++n) many.push_back({.host = fmt::format("n{}", n), .probe = "other contents"});
    EXPECT_THAT(host_warnings(many, {}), ElementsAre(HasSubstr("n1, n2, n3, n4 and 60 more does not see")));
}

TEST(HostNetworks, are_found_by_name_and_by_subnet) {
    auto hosts = sound();
    hosts[2].interfaces[0].name = "ens3";
    hosts[0].interfaces.push_back(eth(1, 1));
    const auto networks = common_networks(hosts);
    ASSERT_EQ(networks.size(), 1U);
    EXPECT_EQ(networks[0].name, "10.77.0.0/24");
    EXPECT_EQ(networks[0].of_host[2].name, "ens3");
    EXPECT_TRUE(connects(networks[0], hosts));
    hosts[1].unreached["10.77.0.0/24"] = {"node1"};
    EXPECT_FALSE(connects(networks[0], hosts));
}

TEST(HostFacts, survive_their_journey) {
    auto facts = with_dead_second()[1];
    facts.probe = "3 bytes of other contents";
    const auto back = host_facts_from_json(to_json(facts));
    EXPECT_EQ(to_json(back), to_json(facts));
    EXPECT_EQ(back.interfaces[1].subnet, "10.78.0.0/24");
    EXPECT_TRUE(back.interfaces[1].has_carrier);
    EXPECT_EQ(back.unreached, facts.unreached);
    EXPECT_EQ(back.names, facts.names);
    EXPECT_EQ(back.probe, facts.probe);
}

}  // namespace gren::host_warnings_test
