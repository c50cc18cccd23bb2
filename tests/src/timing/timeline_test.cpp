// The trace of real steps: it adds up, it nests, and it knows every byte that the counters know.
#include "src/timing/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "distributed/collectives.h"
#include "src/run/usage_error.h"
#include "src/timing/phase_times.h"
#include "src/timing/step_tracer.h"
#include "src/training/trainer.h"
#include "tests/support/mpi_main.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/toy_images.h"

namespace gren::timeline_test {
namespace {

using namespace std::chrono_literals;

struct TracedSteps
    : testing::TestWithParam<std::int64_t> {  // images per part of an accumulated step; 0: one pass
    World& world = test_world();
    ToyImages images{2 * world.size()};
    Batch batch = images.share(std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), 2),
                               world.rank(), torch::kFloat32);

    static Localizer network(World& world, std::chrono::milliseconds pause) {
        auto method = make_method("gren", ToyImages::head_shape(), {});
        method.enhance = [pause](const BackboneFeatures& backbone, const Batch&) {
            std::this_thread::sleep_for(pause);
            return Features{backbone.own};
        };
        auto model = ToyImages::network(method, GetParam() > 0 ? NormMode::frozen : NormMode::sync, &world);
        return model;
    }
    static TrainerOptions options() { return {.images_per_part = GetParam()}; }
};

bool inside(const TimelineEvent& inner, const TimelineEvent& outer) {
    return inner.begin >= outer.begin && inner.end <= outer.end;
}

bool apart(const TimelineEvent& one, const TimelineEvent& other) {
    return one.end <= other.begin || other.end <= one.begin;
}

}  // namespace

TEST_P(TracedSteps, add_up_nest_and_know_every_byte) {
    auto model = network(world, 0ms);
    Trainer trainer(world, model, options());
    trainer.step(batch, 0, 1e-6);
    EXPECT_TRUE(trainer.timeline().events().empty()) << "it records before it is started";

    auto& timeline = trainer.timeline();
    const auto traffic = world.traffic().counts();
    barrier(world);
    timeline.start();
    std::vector<double> stopwatch;
    for (std::int64_t step = 1; step <= 3; ++step) {
        const auto begin = std::chrono::steady_clock::now();
        timeline.begin_step(step);
        trainer.step(batch, step, 1e-6);
        timeline.end_step();
        stopwatch.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    timeline.stop();
    const auto sent = total(world.traffic().counts() - traffic);
    trainer.step(batch, 4, 1e-6);
    const auto events = timeline.events();

    std::int64_t calls = 0, bytes = 0;
    for (const auto& event : events) {
        EXPECT_LE(event.begin, event.end) << event.name;
        EXPECT_LE(event.step, 3) << "it records after it has been stopped";
        if (event.lane != Lane::communicates) continue;
        ++calls, bytes += event.bytes;
        EXPECT_LE(event.submitted, event.begin) << event.name;
    }
    EXPECT_EQ(calls, sent.calls - 1);  // without the barrier before
    EXPECT_EQ(bytes, sent.bytes);

    for (const auto& one : events)
        for (const auto& other : events) {
            if (one.lane != other.lane) continue;
            EXPECT_TRUE(inside(one, other) || inside(other, one) || apart(one, other))
                << one.name << " and " << other.name;
        }

    const auto steps = phase_times(events);
    ASSERT_EQ(steps.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(steps[i].step, static_cast<std::int64_t>(i) + 1);
        EXPECT_NEAR(steps[i].total(), stopwatch[i], 5e-3 + 0.01 * stopwatch[i]);
        for (const auto phase :
             {Phase::forward, Phase::head, Phase::graph, Phase::backward, Phase::optimizer})
            EXPECT_GT(steps[i].seconds.at(static_cast<std::size_t>(phase)), 0) << name_of(phase);
    }
}

// Whoever waits for a collective waits until it is over; what nobody calls wait() for are gradients.
TEST_P(TracedSteps, wait_until_the_collective_is_over) {
    auto model = network(world, 0ms);
    Trainer trainer(world, model, options());
    trainer.step(batch, 0, 1e-6);
    auto& timeline = trainer.timeline();
    timeline.start();
    timeline.begin_step(1);
    trainer.step(batch, 1, 1e-6);
    timeline.end_step();
    timeline.stop();
    std::map<std::uint64_t, double> over;
    for (const auto& event : timeline.events())
        if (event.lane == Lane::communicates) over[event.sequence] = event.end;
    for (const auto& event : timeline.events()) {
        if (event.phase != Phase::wait || event.sequence == 0) continue;
        EXPECT_GE(event.end, over.at(event.sequence)) << event.name;
    }
}

TEST_P(TracedSteps, name_the_rank_that_holds_the_others_up) {
    const bool is_slow = world.rank() == world.size() - 1;
    auto model = network(world, is_slow ? 200ms : 0ms);
    Trainer trainer(world, model, options());
    const ScratchFolder scratch;
    StepTracer tracer(world, trainer.timeline(), scratch.path(), 2, 10, 15);
    testing::internal::CaptureStderr();
    for (std::int64_t step = 10; step < 15; ++step) {
        tracer.begin(step);
        trainer.step(batch, step, 1e-6);
        tracer.end(step);
    }
    const auto table = testing::internal::GetCapturedStderr();
    const auto steps = phase_times(trainer.timeline().events());
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0].step, 13);
    for (const auto& step : steps) {
        if (is_slow) {
            EXPECT_GE(step.busy(), 0.2);
        } else {
            EXPECT_GE(step.seconds.at(static_cast<std::size_t>(Phase::wait)), 0.1);
        }
    }
    if (world.rank() != 0) {
        EXPECT_EQ(table, "");
        return;
    }
    EXPECT_THAT(table, testing::ContainsRegex("communication not hidden"));
    EXPECT_THAT(table, testing::ContainsRegex("slowest in steps  host\n +" +
                                              std::to_string(world.size() - 1) + " .*2 of 2"));
}

TEST_P(TracedSteps, are_a_file_a_rank_that_chrome_can_read) {
    auto model = network(world, 0ms);
    Trainer trainer(world, model, options());
    const ScratchFolder scratch;
    StepTracer tracer(world, trainer.timeline(), scratch.path() / "trace", 1, 0, 4);
    for (std::int64_t step = 0; step < 4; ++step) {
        tracer.begin(step);
        trainer.step(batch, step, 1e-6);
        tracer.end(step);
    }
    std::ifstream file(scratch.path() / "trace" / ("rank_000" + std::to_string(world.rank()) + ".json"));
    const auto trace = nlohmann::json::parse(file);
    std::set<std::uint64_t> submitted, ran;
    std::size_t complete = 0;
    for (const auto& line : trace.at("traceEvents")) {
        EXPECT_EQ(line.at("pid"), world.rank());
        const auto kind = line.at("ph").get<std::string>();
        if (kind == "X") {
            ++complete;
            EXPECT_GE(line.at("dur").get<double>(), 0);
            EXPECT_EQ(line.at("args").at("step"), 3);
        }
        if (kind == "s") submitted.insert(line.at("id").get<std::uint64_t>());
        if (kind == "f") ran.insert(line.at("id").get<std::uint64_t>());
    }
    EXPECT_EQ(complete, trainer.timeline().events().size());
    EXPECT_EQ(submitted, ran);
    EXPECT_FALSE(ran.empty());
}

INSTANTIATE_TEST_SUITE_P(in_one_pass_and_accumulated, TracedSteps, testing::Values(0, 1));

TEST(StepTracer, refuses_a_run_that_is_over_before_the_trace_is) {
    Timeline timeline(test_world().traffic(), host_clock());
    try {
        const StepTracer tracer(test_world(), timeline, "nowhere", 5, 10, 17);
        FAIL() << "accepted";
    } catch (const UsageError& error) {
        EXPECT_THAT(
            error.what(),
            testing::HasSubstr("--trace 5: found 7 steps before the end of the run, expected at least 8"));
    }
    const StepTracer none(test_world(), timeline, "nowhere", 0, 10, 11);
    const StepTracer over(test_world(), timeline, "nowhere", 5, 17, 17);  // a finished run, taken up again
}

}  // namespace gren::timeline_test
