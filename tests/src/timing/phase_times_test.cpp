// Each moment of a step counts once, for the innermost phase around it.
#include "src/timing/phase_times.h"

#include <gtest/gtest.h>

namespace gren::phase_times_test {
namespace {

TimelineEvent computing(Phase phase, double begin, double end, std::int64_t step = 7) {
    TimelineEvent event;
    event.phase = phase;
    event.begin = begin;
    event.end = end;
    event.step = step;
    return event;
}

TimelineEvent collective(double begin, double end, std::int64_t step = 7) {
    auto event = computing(Phase::rest, begin, end, step);
    event.lane = Lane::communicates;
    return event;
}

double of(const PhaseTimes& steps, Phase phase) {
    return steps.seconds.at(static_cast<std::size_t>(phase));
}

}  // namespace

// By hand: a step of 10 s from 0 to 10; stall 0-1; forward 1-4 with a wait of half a second in it;
// backward 4-9, of which the graph has 4-6 with a wait 5-5.75 in it, and a wait 8.5-9 at its end; nothing
// from 9 to 10.
TEST(PhaseTimes, count_the_innermost_phase) {
    const auto steps =
        phase_times({computing(Phase::stall, 0, 1), computing(Phase::wait, 2, 2.5), collective(1.5, 2.5),
                     computing(Phase::forward, 1, 4), computing(Phase::wait, 5, 5.75),
                     computing(Phase::graph, 4, 6), computing(Phase::wait, 8.5, 9), collective(6, 9),
                     computing(Phase::backward, 4, 9), computing(Phase::rest, 0, 10)});
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0].step, 7);
    EXPECT_DOUBLE_EQ(of(steps[0], Phase::stall), 1);
    EXPECT_DOUBLE_EQ(of(steps[0], Phase::forward), 2.5);
    EXPECT_DOUBLE_EQ(of(steps[0], Phase::graph), 1.25);
    EXPECT_DOUBLE_EQ(of(steps[0], Phase::backward), 2.5);
    EXPECT_DOUBLE_EQ(of(steps[0], Phase::wait), 1.75);
    EXPECT_DOUBLE_EQ(of(steps[0], Phase::rest), 1);
    EXPECT_DOUBLE_EQ(steps[0].total(), 10);
    EXPECT_DOUBLE_EQ(steps[0].busy(), 8.25);
    EXPECT_DOUBLE_EQ(steps[0].communication, 4);
}

// By hand: 1-3 and 2-4 on two communicators, 3.5-3.75 inside the second, 6-7 after a pause: 4 s of 10.
TEST(PhaseTimes, count_collectives_at_once_as_one_time) {
    auto of_graph = collective(2, 4);
    of_graph.lane = Lane::communicates_graph;
    auto beside = computing(Phase::graph, 1, 9);
    beside.lane = Lane::beside;
    const auto steps = phase_times({collective(6, 7), collective(1, 3), of_graph, collective(3.5, 3.75),
                                    beside, computing(Phase::rest, 0, 10)});
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_DOUBLE_EQ(steps[0].communication, 4);
    EXPECT_DOUBLE_EQ(of(steps[0], Phase::rest), 10);
    EXPECT_DOUBLE_EQ(of(steps[0], Phase::graph), 0);
}

TEST(PhaseTimes, keep_steps_apart_and_in_order) {
    const auto steps = phase_times(
        {computing(Phase::rest, 3, 5, 2), computing(Phase::rest, 0, 1, 1), collective(4, 4.5, 2)});
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0].step, 1);
    EXPECT_DOUBLE_EQ(steps[0].total(), 1);
    EXPECT_DOUBLE_EQ(steps[1].total(), 2);
    EXPECT_DOUBLE_EQ(steps[1].communication, 0.5);
}

}  // namespace gren::phase_times_test
