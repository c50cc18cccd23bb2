#include "src/timing/phase_times.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

#include "distributed/collectives.h"
#include "distributed/rank_place.h"

namespace gren {
namespace {

constexpr std::size_t kRanksShown = 8;

std::size_t index(Phase phase) {
    return static_cast<std::size_t>(phase);
}

// Of one step's events in the lane that computes, each inside the one before it or after it.
std::array<double, kPhases> own_seconds(std::vector<TimelineEvent> events) {
    std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    std::array<double, kPhases> seconds{};
    std::vector<const TimelineEvent*> open;
    for (const auto& event : events) {
        while (!open.empty() && open.back()->end <= event.begin) open.pop_back();
        const double duration = event.end - event.begin;
        seconds.at(index(event.phase)) += duration;
        if (!open.empty()) seconds.at(index(open.back()->phase)) -= duration;
        open.push_back(&event);
    }
    return seconds;
}

// How long at least one of the events lasted.
double covered(std::vector<TimelineEvent> events) {
    std::ranges::sort(events, {}, &TimelineEvent::begin);
    double seconds = 0, until = -std::numeric_limits<double>::infinity();
    for (const auto& event : events) {
        seconds += std::max(0.0, event.end - std::max(event.begin, until));
        until = std::max(until, event.end);
    }
    return seconds;
}

// What all ranks know of all: [ranks, steps, kPhases + 1], seconds by phase, then of communication.
torch::Tensor everybodys(World& world, const std::vector<PhaseTimes>& own) {
    auto mine = torch::empty({1, static_cast<std::int64_t>(own.size()), kPhases + 1}, torch::kFloat64);
    auto* next = mine.data_ptr<double>();
    for (const auto& step : own) {
        next = std::copy(step.seconds.begin(), step.seconds.end(), next);
        *next++ = step.communication;
    }
    return gather_rows(world, mine, std::vector<std::int64_t>(static_cast<std::size_t>(world.size()), 1));
}

std::string phase_lines(const torch::Tensor& seconds) {
    const auto by_phase = seconds.narrow(2, 0, kPhases).sum(1);            // [ranks, kPhases]
    const auto part = 100 * by_phase / by_phase.sum(1, /*keepdim=*/true);  // percent
    auto text = fmt::format("{:<26} {:>8} {:>8} {:>8}\n", "share of a step", "mean", "least", "most");
    for (std::int64_t phase = 0; phase < kPhases; ++phase) {
        const auto column = part.select(1, phase);
        text += fmt::format("  {:<24} {:>6.1f} % {:>6.1f} % {:>6.1f} %\n", name_of(static_cast<Phase>(phase)),
                            column.mean().item<double>(), column.min().item<double>(),
                            column.max().item<double>());
    }
    return text;
}

std::string communication_line(const torch::Tensor& seconds) {
    const auto mean = seconds.mean(torch::IntArrayRef{0, 1});
    const double all = mean[kPhases].item<double>();
    const double waited = mean[static_cast<std::int64_t>(index(Phase::wait))].item<double>();
    return fmt::format("collectives were under way for {:.4f} s of a step, {:.0f} % of it behind computing\n",
                       all, all > 0 ? 100 * std::max(0.0, 1 - waited / all) : 0.0);
}

// The ranks that computed longest first: they are the ones that the others waited for.
std::string rank_lines(const torch::Tensor& seconds, const std::vector<std::string>& hosts) {
    const auto wait = seconds.select(2, static_cast<std::int64_t>(index(Phase::wait)));  // [ranks, steps]
    const auto busy = seconds.narrow(2, 0, kPhases).sum(2) - wait;
    const auto slowest = busy.argmax(0);  // [steps]
    const auto mean_busy = busy.mean(1);
    auto text =
        fmt::format("{:>6} {:>10} {:>10} {:>18}  host\n", "rank", "busy s", "waits s", "slowest in steps");
    const auto order = mean_busy.argsort(0, /*descending=*/true);
    const auto shown = std::min(kRanksShown, hosts.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const auto rank = order[static_cast<std::int64_t>(i)].item<std::int64_t>();
        text +=
            fmt::format("{:>6} {:>10.4f} {:>10.4f} {:>18}  {}\n", rank, mean_busy[rank].item<double>(),
                        wait[rank].mean().item<double>(),
                        fmt::format("{} of {}", slowest.eq(rank).sum().item<std::int64_t>(), slowest.size(0)),
                        hosts[static_cast<std::size_t>(rank)]);
    }
    if (shown < hosts.size()) text += fmt::format("  and {} faster ranks\n", hosts.size() - shown);
    return text;
}

}  // namespace

double PhaseTimes::total() const {
    return std::accumulate(seconds.begin(), seconds.end(), 0.0);
}

double PhaseTimes::busy() const {
    return total() - seconds.at(index(Phase::wait));
}

std::vector<PhaseTimes> phase_times(const std::vector<TimelineEvent>& events) {
    std::map<std::int64_t, std::vector<TimelineEvent>> computing, communication;
    for (const auto& event : events) {
        if (event.lane == Lane::computes) computing[event.step].push_back(event);
        if (is_communication(event.lane)) communication[event.step].push_back(event);
    }
    std::vector<PhaseTimes> steps;
    for (auto& [step, own] : computing)
        steps.push_back({step, own_seconds(std::move(own)), covered(std::move(communication[step]))});
    return steps;
}

std::string time_table(World& world, const std::vector<PhaseTimes>& own) {
    const auto seconds = everybodys(world, own);
    const auto hosts = gather_text(world, place_of_this_rank().host);
    return fmt::format("{} step{} of {:.4f} s on {} rank{}\n", seconds.size(1),
                       seconds.size(1) == 1 ? "" : "s",
                       seconds.narrow(2, 0, kPhases).sum(2).mean().item<double>(), world.size(),
                       world.size() == 1 ? "" : "s") +
           phase_lines(seconds) + communication_line(seconds) + rank_lines(seconds, hosts);
}

}  // namespace gren
