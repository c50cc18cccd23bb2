#include "src/timing/chrome_trace.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace gren {
namespace {

using Json = nlohmann::ordered_json;

double microseconds(double seconds) {  // to the nanosecond, so that ends and beginnings that meet still do
    return std::round(seconds * 1e9) / 1e3;
}

Json name_line(const char* what, int rank, int thread, const std::string& name) {
    return {{"ph", "M"}, {"name", what}, {"pid", rank}, {"tid", thread}, {"args", {{"name", name}}}};
}

Json complete(const TimelineEvent& event, int rank) {
    const bool computes = !is_communication(event.lane);
    const auto duration = microseconds(event.end) - microseconds(event.begin);
    Json line{{"ph", "X"},
              {"name", event.name},
              {"cat", computes ? name_of(event.phase) : "communication"},
              {"pid", rank},
              {"tid", static_cast<int>(event.lane)},
              {"ts", microseconds(event.begin)},
              {"dur", microseconds(duration / 1e6)},
              {"args", {{"step", event.step}}}};
    if (event.bytes >= 0) line["args"]["bytes"] = event.bytes;
    if (event.sequence > 0) line["args"]["sequence"] = event.sequence;
    if (!computes) line["args"]["queued_us"] = microseconds(event.begin - event.submitted);
    return line;
}

Json arrow_end(const TimelineEvent& event, int rank, bool start) {
    const auto lane = start ? event.submitted_in : event.lane;
    Json line{{"ph", start ? "s" : "f"},
              {"name", "submitted"},
              {"cat", "communication"},
              {"id", kLanes * event.sequence + static_cast<std::uint64_t>(event.lane)},
              {"pid", rank},
              {"tid", static_cast<int>(lane)},
              {"ts", microseconds(start ? event.submitted : event.begin)}};
    if (!start) line["bp"] = "e";  // binds to the event around it, not to the next
    return line;
}

}  // namespace

std::string chrome_trace(const std::vector<TimelineEvent>& events, int rank, const std::string& who) {
    std::string lines;
    const auto add = [&](const Json& line) { lines += (lines.empty() ? "" : ",\n") + line.dump(); };
    add(name_line("process_name", rank, 0, who));
    std::set<Lane> lanes;
    for (const auto& event : events) lanes.insert(event.lane);
    for (const auto lane : lanes) add(name_line("thread_name", rank, static_cast<int>(lane), name_of(lane)));
    for (const auto& event : events) {
        add(complete(event, rank));
        if (!is_communication(event.lane)) continue;
        add(arrow_end(event, rank, true));
        add(arrow_end(event, rank, false));
    }
    return "{\"displayTimeUnit\": \"ms\", \"traceEvents\": [\n" + lines + "\n]}\n";
}

}  // namespace gren
