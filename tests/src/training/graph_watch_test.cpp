#include "src/training/graph_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace gren::graph_watch_test {
namespace {

// The loss's gradient has length 2; those of the terms are given unweighted.
ProbeReport probe(double graph, double intra = 1, double inter = 1) {
    ProbeReport report;
    report.terms.resize(3);
    report.terms[0].name = "localization";
    report.terms[0].norm.parameters = 2;
    report.terms[1].name = "intra";
    report.terms[1].lambda = 0.1;
    report.terms[1].norm.parameters = intra;
    report.terms[2].name = "inter";
    report.terms[2].lambda = -0.2;
    report.terms[2].norm.parameters = inter;
    report.graph_norm.parameters = graph;
    return report;
}

}  // namespace

TEST(GraphWatch, says_when_the_graph_rules_once_and_at_each_tenfold) {
    GraphWatch watch;
    std::vector<std::int64_t> said;
    for (const auto& [step, graph] : std::vector<std::pair<std::int64_t, double>>{
             {0, 1e6}, {10, 1.9}, {20, 2.1}, {30, 15}, {40, 21}, {50, 1}, {60, 22}, {70, 201}})
        if (watch.note(step, probe(graph))) said.push_back(step);
    EXPECT_THAT(said, testing::ElementsAre(20, 40, 70));
}

TEST(GraphWatch, names_the_longest_weighted_term_and_the_cure) {
    EXPECT_EQ(
        GraphWatch().note(7, probe(6.4, 70, 30)),
        "step 7: the graph's gradient is 3.2 times the loss's, most of it by intra: the graph rather than "
        "the labels decides what is learnt. Divide --lambda-intra by 32");
    EXPECT_THAT(GraphWatch().note(7, probe(6.4, 50, 30)).value_or(""),
                testing::HasSubstr("--lambda-inter by 32"));
}

TEST(GraphWatch, takes_no_loss_of_labels_for_a_graph) {
    auto zhou = probe(9);
    zhou.terms.resize(2);
    zhou.terms[1].name = "diseases";
    EXPECT_FALSE(GraphWatch().note(7, zhou));
}

TEST(GraphWatch, has_nothing_to_say_of_a_method_without_graph_or_of_no_number) {
    auto alone = probe(9);
    alone.terms.resize(1);
    EXPECT_FALSE(GraphWatch().note(7, alone));
    auto vanished = probe(9);
    vanished.terms[0].norm.parameters = 0;
    EXPECT_FALSE(GraphWatch().note(7, vanished));
}

}  // namespace gren::graph_watch_test
