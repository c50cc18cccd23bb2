// A timeline of a GPU by a clock that the test sets: what the device does later than the host, in several
// streams at once, is told in the device's times, and the host waits for it once a step.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "src/timing/chrome_trace.h"
#include "src/timing/phase_times.h"
#include "src/timing/timeline.h"

namespace gren::device_timeline_test {
namespace {

constexpr c10::StreamId kMain = 0, kSide = 3, kNccl = 5, kNcclOfGraph = 7;

// Seconds of the device's own, whose zero is not the host's; known once the host has waited.
struct ScriptedEvent final : StreamEvent {
    ScriptedEvent(double seconds_, const bool& waited_) : seconds(seconds_), waited(waited_) {}
    double seconds_since(const StreamEvent& earlier) const override {
        if (!waited) throw std::logic_error("the device has not come to it");
        return seconds - dynamic_cast<const ScriptedEvent&>(earlier).seconds;
    }
    double seconds;
    const bool& waited;
};

struct ScriptedDevice {
    // Where the host is, where the stream will be that is current, and which that is.
    void at(double host_, double device_, c10::StreamId stream_ = kMain) {
        host = host_, device = device_, stream = stream_;
    }
    Moment moment() {
        waited = false;
        ++moments;
        return {
            .host = host_time(), .event = std::make_shared<ScriptedEvent>(device, waited), .stream = stream};
    }
    Moment::Time host_time() const {
        return Moment::Time(
            std::chrono::duration_cast<Moment::Time::duration>(std::chrono::duration<double>(host)));
    }
    double host = 100, device = 5000;
    c10::StreamId stream = kMain;
    bool waited = false;
    int waits = 0, moments = 0;
};

struct ScriptedClock final : DeviceClock {
    explicit ScriptedClock(ScriptedDevice& device_) : device(device_) {}
    Moment now() const override { return device.moment(); }
    void wait() override { device.waited = true, ++device.waits; }
    std::optional<c10::StreamId> side() const override { return kSide; }
    ScriptedDevice& device;
};

struct DeviceTimeline : testing::Test {
    ScriptedDevice device;
    Traffic traffic;
    Timeline timeline{traffic, std::make_unique<ScriptedClock>(device)};

    // The step's origin: 100 s of the host, 5000 s of the device. Times below are seconds after it.
    void at(double host, double in_device, c10::StreamId stream = kMain) {
        device.at(100 + host, 5000 + in_device, stream);
    }
    Moment moment(double host, double in_device, c10::StreamId stream = kMain) {
        at(host, in_device, stream);
        return device.moment();
    }
    void begin() {
        at(0, 0);
        timeline.start();
        timeline.begin_step(7);
    }
    CollectiveSpan span(std::uint64_t sequence, const Moment& submitted, const Moment& begun,
                        const Moment& ended) {
        return {.kind = Collective::all_reduce,
                .bytes = 64,
                .sequence = sequence,
                .submitted = submitted,
                .begun = begun,
                .ended = ended};
    }
    TimelineEvent event(const std::string& name) const {
        for (const auto& event : timeline.events())
            if (event.name == name) return event;
        throw std::runtime_error("no event " + name);
    }
};

void expect_event(const TimelineEvent& event, Lane lane, double begin, double end) {
    EXPECT_EQ(event.lane, lane) << event.name;
    EXPECT_NEAR(event.begin, begin, 1e-8) << event.name;
    EXPECT_NEAR(event.end, end, 1e-8) << event.name;
    EXPECT_EQ(event.step, 7) << event.name;
}

}  // namespace

// The host queues a forward pass of 1 s and a backward pass of 2 s in 30 ms.
TEST_F(DeviceTimeline, tells_what_the_device_did_and_waits_once_at_the_end) {
    begin();
    EXPECT_EQ(device.waits, 1) << "for the origin";
    {
        at(0.01, 0.01);
        const TimedPhase phase(timeline, Phase::forward, "forward");
        at(0.02, 1.01);
    }
    {
        const TimedPhase phase(timeline, Phase::backward, "backward");
        at(0.03, 3.01);
    }
    EXPECT_EQ(device.waits, 1) << "a phase waits for nothing";
    EXPECT_TRUE(timeline.events().empty()) << "their times are not known yet";
    at(0.04, 3.02);
    timeline.end_step();
    timeline.begin_step(8);  // the host is ahead of the device by 3 s
    at(0.05, 3.5);
    timeline.end_step();
    EXPECT_EQ(device.waits, 1) << "nor does a step";
    timeline.stop();
    EXPECT_EQ(device.waits, 2);
    ASSERT_EQ(timeline.events().size(), 4U) << "each once";
    expect_event(timeline.events()[0], Lane::computes, 0.01, 1.01);
    expect_event(timeline.events()[1], Lane::computes, 1.01, 3.01);
    expect_event(timeline.events()[2], Lane::computes, 0, 3.02);
    EXPECT_EQ(timeline.events()[3].step, 8);
    EXPECT_NEAR(timeline.events()[3].begin, 3.02, 1e-8);
    EXPECT_NEAR(timeline.events()[3].end, 3.5, 1e-8);
    timeline.stop();
    EXPECT_EQ(device.waits, 2);
    const int moments = device.moments;
    {
        const TimedPhase phase(timeline, Phase::backward, "backward");
        phase.part_ended(Phase::graph, "graph, backward");
    }
    EXPECT_EQ(device.moments, moments) << "events for nobody";
}

TEST_F(DeviceTimeline, asks_nothing_of_a_device_in_a_phase_that_failed) {
    begin();
    int moments = 0;
    const auto fail = [&] {
        const TimedPhase phase(timeline, Phase::backward, "backward");
        moments = device.moments;
        throw std::runtime_error("the device is lost");
    };
    EXPECT_THROW(fail(), std::runtime_error);
    EXPECT_EQ(device.moments, moments);
    at(1, 1);
    timeline.end_step();
    timeline.stop();
    ASSERT_EQ(timeline.events().size(), 1U) << "the step alone";
}

// An idle device comes to an event at once, but not before the host has given it.
TEST_F(DeviceTimeline, begins_nothing_before_the_host_has_given_it) {
    begin();
    const auto asked = moment(0.5, 0.49);
    auto read = asked;
    read.host += std::chrono::milliseconds(250);
    timeline.add(Phase::stall, "wait for pixels", asked, read);
    at(0.76, 0.9);
    timeline.add(Phase::copy, "make batch", read, timeline.now(), 12);
    at(1, 1);
    timeline.end_step();
    timeline.stop();
    expect_event(event("wait for pixels"), Lane::computes, 0.5, 0.75);
    expect_event(event("make batch"), Lane::computes, 0.75, 0.9);
    EXPECT_EQ(event("make batch").bytes, 12);
}

TEST_F(DeviceTimeline, has_a_lane_for_each_stream) {
    begin();
    {
        at(0.01, 1);
        const TimedPhase phase(timeline, Phase::graph, "graph");
        {
            at(0.02, 0.5, kSide);
            const TimedPhase beside(timeline, Phase::graph, "graph, beside");
            auto gather = span(1, moment(0.02, 0.75, kSide), moment(0.02, 0.75, kNcclOfGraph),
                               moment(0.02, 1.5, kNcclOfGraph));
            gather.of_graph = true;
            traffic.carried_out(gather);
            traffic.awaited(gather, moment(0.02, 0.8, kSide), moment(0.02, 1.5, kSide));
            at(0.03, 2, kSide);
        }
        at(0.04, 2.25);
    }
    const auto first = span(1, moment(0.05, 2.5), moment(0.05, 2.5, kNccl), moment(0.05, 3, kNccl));
    traffic.carried_out(first);
    traffic.awaited(first, moment(0.06, 2.75), moment(0.06, 3));
    const Moment host{.host = device.host_time()};
    traffic.carried_out(span(1, host, host, host));
    const Moment host_later{.host = device.host_time() + std::chrono::milliseconds(5)};
    traffic.awaited(span(1, host, host, host), host, host_later);
    at(0.07, 4);
    timeline.end_step();
    timeline.stop();

    expect_event(event("graph"), Lane::computes, 1, 2.25);
    expect_event(event("graph, beside"), Lane::beside, 0.5, 2);
    std::vector<TimelineEvent> ran, waits;
    for (const auto& event : timeline.events()) {
        if (is_communication(event.lane)) ran.push_back(event);
        if (event.phase == Phase::wait) waits.push_back(event);
    }
    ASSERT_EQ(ran.size(), 3U);
    expect_event(ran[0], Lane::communicates_by_hosts, 0.06, 0.06);
    expect_event(ran[1], Lane::communicates_graph, 0.75, 1.5);
    EXPECT_EQ(ran[1].submitted_in, Lane::beside);
    EXPECT_NEAR(ran[1].submitted, 0.75, 1e-8);
    expect_event(ran[2], Lane::communicates, 2.5, 3);
    EXPECT_EQ(ran[2].submitted_in, Lane::computes);
    EXPECT_EQ(ran[2].bytes, 64);
    ASSERT_EQ(waits.size(), 2U) << "the host's wait is no time of the device";
    expect_event(waits[0], Lane::beside, 0.8, 1.5);
    expect_event(waits[1], Lane::computes, 2.75, 3);

    const auto steps = phase_times(timeline.events());
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_NEAR(steps[0].total(), 4, 1e-8);
    EXPECT_NEAR(steps[0].seconds.at(static_cast<std::size_t>(Phase::graph)), 1.25, 1e-8);
    EXPECT_NEAR(steps[0].seconds.at(static_cast<std::size_t>(Phase::wait)), 0.25, 1e-8);

    const auto trace = nlohmann::json::parse(chrome_trace(timeline.events(), 0, "rank 0"));
    std::vector<std::string> lanes;
    for (const auto& line : trace.at("traceEvents"))
        if (line.at("name") == "thread_name") lanes.push_back(line.at("args").at("name"));
    EXPECT_THAT(lanes, testing::ElementsAre("computes", "communicates", "graph beside",
                                            "communicates for the graph", "communicates by the hosts"));
}

// Two buckets that nobody waits for: the stream has done its own work at 2 s, the last bucket ends at 2.5 s.
TEST_F(DeviceTimeline, ends_a_backward_pass_with_the_wait_for_its_gradients) {
    begin();
    {
        at(0.01, 0.5);
        const TimedPhase phase(timeline, Phase::backward, "backward");
        traffic.carried_out(span(1, moment(0.02, 1), moment(0.02, 1, kNccl), moment(0.02, 1.75, kNccl)));
        traffic.carried_out(span(2, moment(0.03, 2), moment(0.03, 2, kNccl), moment(0.03, 2.5, kNccl)));
        at(0.04, 2.75);
    }
    at(0.05, 3);
    timeline.end_step();
    timeline.stop();
    expect_event(event("wait for gradients"), Lane::computes, 2, 2.5);
    const auto steps = phase_times(timeline.events());
    EXPECT_NEAR(steps.at(0).seconds.at(static_cast<std::size_t>(Phase::wait)), 0.5, 1e-8);
    EXPECT_NEAR(steps.at(0).seconds.at(static_cast<std::size_t>(Phase::backward)), 1.75, 1e-8);
    EXPECT_NEAR(steps.at(0).communication, 1.25, 1e-8);
}

}  // namespace gren::device_timeline_test
