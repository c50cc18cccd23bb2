#include "src/doctor/doctor_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gren::doctor_json_test {

RankFacts rank_on(const std::string& host) {
    RankFacts facts;
    facts.place.host = host;
    return facts;
}

TEST(DoctorJson, names_the_hosts_of_a_link_and_a_collective_that_did_not_end) {
    const DoctorFindings findings{
        .ranks = {rank_on("one"), rank_on("one"), rank_on("two")},
        .hosts = {{.host = "one"}, {.host = "two", .unreached = {{"eth1", {"one"}}}}},
        .links = {{.from = 0, .to = 1, .latency = 1e-5, .bytes_per_second = 1e9}},
        .warnings = {"mend it"},
        .speeds = std::nullopt};
    const auto found = nlohmann::json::parse(doctor_json(findings));
    EXPECT_EQ(found.at("links"),
              nlohmann::json::parse(R"([{"from": "one", "to": "two", "latency_seconds": 1e-5,
                                                           "bytes_per_second": 1e9}])"));
    EXPECT_EQ(found.at("hosts").at(1).at("unreached"), nlohmann::json::parse(R"({"eth1": ["one"]})"));
    EXPECT_EQ(found.at("ranks").at(2).at("host"), "two");
    EXPECT_TRUE(found.at("collectives").is_null());
    EXPECT_EQ(found.at("warnings"), nlohmann::json::parse(R"(["mend it"])"));
}

TEST(DoctorJson, a_collective_that_sends_nothing_has_no_speed) {
    const DoctorFindings findings{.ranks = {rank_on("one")},
                                  .hosts = {{.host = "one"}},
                                  .links = {},
                                  .warnings = {},
                                  .speeds = {{{.collective = Collective::barrier, .latency = 2e-5}}}};
    EXPECT_EQ(
        nlohmann::json::parse(doctor_json(findings)).at("collectives"),
        nlohmann::json::parse(R"([{"name": "barrier", "latency_seconds": 2e-5, "bytes_per_second": null}])"));
}

}  // namespace gren::doctor_json_test
