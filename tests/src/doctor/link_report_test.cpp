// Speeds made up: which links are called slow, and that tables of 2, 16 and 64 hosts can be read.
#include "src/doctor/link_report.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

namespace gren::link_report_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> hosts(int count) {
    std::vector<std::string> names;
    for (int n = 1; n <= count; ++n) names.push_back(fmt::format("node{}", n));
    return names;
}

// A little unlike each other, as links are.
std::vector<LinkSpeed> even(int count) {
    std::vector<LinkSpeed> speeds;
    for (int a = 0; a < count; ++a)
        for (int b = a + 1; b < count; ++b) speeds.push_back({a, b, 20e-6 + 1e-6 * a, 1e9 + 1e7 * b});
    return speeds;
}

LinkSpeed& link(std::vector<LinkSpeed>& speeds, int a, int b) {
    return *std::ranges::find_if(speeds, [&](const auto& s) { return s.from == a && s.to == b; });
}

TEST(LinkWarnings, even_links_have_none) {
    for (const int count : {1, 2, 3, 4, 64}) EXPECT_THAT(link_warnings(hosts(count), even(count)), IsEmpty());
    auto twice = even(4);
    link(twice, 0, 1).bytes_per_second = 4e8;
    link(twice, 2, 3).latency = 500e-6;  // many times the others', and still nothing that a step feels
    EXPECT_THAT(link_warnings(hosts(4), twice), IsEmpty());
}

TEST(LinkWarnings, name_the_slow_link) {
    auto speeds = even(4);
    link(speeds, 1, 3).bytes_per_second = 1e8;
    EXPECT_THAT(link_warnings(hosts(4), speeds),
                ElementsAre(testing::AllOf(
                    HasSubstr("the link between node2 and node4 is slow (100 MB/s, usual here: 10"),
                    HasSubstr("every step waits for the slowest link"))));
}

TEST(LinkWarnings, name_the_host_whose_links_are_all_slow) {
    auto three = even(3);
    link(three, 0, 2).bytes_per_second = 1e8;
    link(three, 1, 2).bytes_per_second = 9e7;
    EXPECT_THAT(
        link_warnings(hosts(3), three),
        ElementsAre(HasSubstr("all links of node3 are slow (down to 90 MB/s, usual here: 1010 MB/s)")));
    auto many = even(64);
    for (auto& speed : many)
        if (speed.from == 5 || speed.to == 5) speed.bytes_per_second = 1e8;
    link(many, 0, 1).bytes_per_second = 2e8;
    EXPECT_THAT(link_warnings(hosts(64), many),
                ElementsAre(HasSubstr("all links of node6 are slow"),
                            HasSubstr("the link between node1 and node2 is slow")));
}

TEST(LinkWarnings, name_the_late_link) {
    auto speeds = even(4);
    link(speeds, 0, 3).latency = 5e-3;
    EXPECT_THAT(link_warnings(hosts(4), speeds),
                ElementsAre(HasSubstr("the link between node1 and node4 is slow (5000 us, usual here: 2")));
}

TEST(LinkWarnings, of_many_slow_links_the_slowest_are_named) {
    auto speeds = even(20);
    for (int b = 1; b < 14; ++b) link(speeds, 0, b).bytes_per_second = 1e7 * b;
    const auto warnings = link_warnings(hosts(20), speeds);
    ASSERT_EQ(warnings.size(), 8U);
    EXPECT_THAT(warnings.front(), HasSubstr("node1 and node2 is slow (10 MB/s"));
    EXPECT_THAT(warnings.back(), HasSubstr("(5 more links are slow)"));
}

TEST(LinkTable, has_latency_above_the_diagonal_and_bytes_below) {
    EXPECT_EQ(link_table(hosts(1), {}), "");
    EXPECT_EQ(link_table({"a", "b"}, {{0, 1, 12.34e-6, 987.6e6}}),
              "\nbetween hosts: above the diagonal the latency of 8 bytes, us; below it MB/s\n"
              "              a       b\n"
              "a             -    12.3\n"
              "b           988       -\n");
    EXPECT_THAT(link_table(hosts(3), {{0, 1, 1e-5, 1e9}}),
                HasSubstr("(1 of 3 pairs: the links are too slow for more)"));
}

TEST(LinkTable, of_many_hosts_lists_the_slowest) {
    const auto lines = [](const std::string& text) { return std::ranges::count(text, '\n'); };
    EXPECT_EQ(lines(link_table(hosts(16), even(16))), 1 + 1 + 1 + 16);
    auto speeds = even(64);
    link(speeds, 7, 9).bytes_per_second = 5e7;
    const auto table = link_table(hosts(64), speeds);
    EXPECT_EQ(lines(table), 1 + 1 + 8 + 1);
    EXPECT_THAT(table, HasSubstr("slowest of 2016 links between hosts:\n  node8 - node10: 50 MB/s, 27 us\n"));
}

}  // namespace
}  // namespace gren::link_report_test
