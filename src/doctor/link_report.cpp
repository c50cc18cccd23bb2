#include "src/doctor/link_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>

namespace gren {
namespace {

using HostNames = std::vector<std::string>;
using Speeds = std::vector<LinkSpeed>;

constexpr std::size_t kTableHosts = 16, kListed = 8;
constexpr double kSlow = 3, kLeastDelay = 1e-3;  // seconds by which a slow one is later, at least
constexpr char kWhy[] = "every step waits for the slowest link";

std::string name_at(const HostNames& hosts, int index) {
    return hosts[static_cast<std::size_t>(index)];
}

std::string megabytes(const LinkSpeed& speed) {
    return fmt::format("{:.0f} MB/s", speed.bytes_per_second / 1e6);
}

std::string microseconds(const LinkSpeed& speed) {
    return fmt::format("{:.0f} us", 1e6 * speed.latency);
}

std::string matrix(const HostNames& hosts, const Speeds& speeds) {
    std::size_t width = 7;
    for (const auto& host : hosts) width = std::max(width, host.size());
    std::vector<HostNames> cells(hosts.size(), HostNames(hosts.size(), "-"));
    for (const auto& speed : speeds) {
        const auto from = static_cast<std::size_t>(speed.from), to = static_cast<std::size_t>(speed.to);
        cells[from][to] = fmt::format("{:.1f}", 1e6 * speed.latency);
        cells[to][from] = fmt::format("{:.0f}", speed.bytes_per_second / 1e6);
    }
    auto text = fmt::format("{:<{}}", "", width);
    for (const auto& host : hosts) text += fmt::format(" {:>{}}", host, width);
    for (std::size_t row = 0; row < hosts.size(); ++row) {
        text += fmt::format("\n{:<{}}", hosts[row], width);
        for (const auto& cell : cells[row]) text += fmt::format(" {:>{}}", cell, width);
    }
    return text + "\n";
}

std::string slowest(const HostNames& hosts, Speeds speeds) {
    std::ranges::sort(speeds, {}, &LinkSpeed::bytes_per_second);
    std::string text;
    for (std::size_t i = 0; i < std::min(kListed, speeds.size()); ++i)
        text += fmt::format("  {} - {}: {}, {}\n", name_at(hosts, speeds[i].from),
                            name_at(hosts, speeds[i].to), megabytes(speeds[i]), microseconds(speeds[i]));
    const auto& median = speeds[speeds.size() / 2];
    return text + fmt::format("  the median: {}\n", megabytes(median));
}

// A way to be slow: what of a link is compared, larger is worse.
struct Measure {
    std::function<double(const LinkSpeed&)> cost;
    double least = 0;  // more than this above the usual
    std::function<std::string(const LinkSpeed&)> text;
};

// Of the best quarter of the links: where one of three hosts is slow, so are two of three links.
LinkSpeed usual(Speeds speeds, const Measure& measure) {
    std::ranges::sort(speeds, {}, measure.cost);
    return speeds[speeds.size() / 4];
}

void warn(const HostNames& hosts, const Speeds& speeds, const Measure& measure,
          std::vector<std::string>& warnings) {
    const auto common = usual(speeds, measure);
    Speeds slow;
    std::ranges::copy_if(speeds, std::back_inserter(slow), [&](const auto& speed) {
        return measure.cost(speed) > kSlow * measure.cost(common) &&
               measure.cost(speed) > measure.cost(common) + measure.least;
    });
    for (int host = 0; host < static_cast<int>(hosts.size()); ++host) {
        const auto own = [&](const LinkSpeed& speed) { return speed.from == host || speed.to == host; };
        const auto all = std::ranges::count_if(speeds, own);
        if (all < 2 || std::ranges::count_if(slow, own) < all) continue;
        const auto worst =
            *std::ranges::max_element(slow, {}, [&](const auto& s) { return own(s) ? measure.cost(s) : 0; });
        warnings.push_back(fmt::format(
            "all links of {} are slow (down to {}, usual here: {}), and {}: look at its cable, port "
            "and speed (ethtool), or leave it out",
            name_at(hosts, host), measure.text(worst), measure.text(common), kWhy));
        std::erase_if(slow, own);
    }
    std::ranges::sort(slow, std::greater(), measure.cost);
    for (std::size_t i = 0; i < std::min(kListed, slow.size()); ++i)
        warnings.push_back(fmt::format(
            "the link between {} and {} is slow ({}, usual here: {}), and {}: look at the switches "
            "between them, or leave one of them out{}",
            name_at(hosts, slow[i].from), name_at(hosts, slow[i].to), measure.text(slow[i]),
            measure.text(common), kWhy,
            i + 1 == kListed && slow.size() > kListed
                ? fmt::format(" ({} more links are slow)", slow.size() - kListed)
                : ""));
}

}  // namespace

std::string link_table(const HostNames& hosts, const Speeds& speeds) {
    if (speeds.empty()) return "";
    const auto pairs = hosts.size() * (hosts.size() - 1) / 2;
    const auto left_out =
        speeds.size() < pairs
            ? fmt::format(" ({} of {} pairs: the links are too slow for more)", speeds.size(), pairs)
            : "";
    if (hosts.size() <= kTableHosts)
        return fmt::format(
            "\nbetween hosts{}: above the diagonal the latency of 8 bytes, us; below it MB/s\n{}", left_out,
            matrix(hosts, speeds));
    return fmt::format("\nslowest of {} links between hosts{}:\n{}", speeds.size(), left_out,
                       slowest(hosts, speeds));
}

std::vector<std::string> link_warnings(const HostNames& hosts, const Speeds& speeds) {
    std::vector<std::string> warnings;
    if (speeds.size() < 2) return warnings;
    warn(hosts, speeds, {[](const auto& s) { return 1 / s.bytes_per_second; }, 0, megabytes}, warnings);
    warn(hosts, speeds, {[](const auto& s) { return s.latency; }, kLeastDelay, microseconds}, warnings);
    return warnings;
}

}  // namespace gren
