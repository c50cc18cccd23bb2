#include "src/training/local_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "dataio/data_error.h"
#include "distributed/collectives.h"
#include "distributed/rank_place.h"
#include "src/run/duration.h"

namespace gren {
namespace {

constexpr std::size_t kHostsInFull = 4;

struct Staged {
    std::string host;
    std::size_t shards = 0, copied = 0;
    std::int64_t bytes = 0;
    double seconds = 0;
};

std::string amount(std::int64_t bytes) {
    const auto mib = static_cast<double>(bytes) / (1 << 20);
    return mib < 1024 ? fmt::format("{:.1f} MiB", mib) : fmt::format("{:.1f} GiB", mib / 1024);
}

std::string what(const Staged& staged) {
    const auto kept = staged.shards - staged.copied;
    return fmt::format("staged {} shard{}, {} in {:.1f} s{}", staged.copied, staged.copied == 1 ? "" : "s",
                       amount(staged.bytes), staged.seconds,
                       kept == 0 ? "" : fmt::format(" ({} were there)", kept));
}

// A line a host; of many hosts the slowest.
std::string staged_lines(const std::vector<std::string>& texts, const std::filesystem::path& folder) {
    std::vector<Staged> hosts;
    for (const auto& text : texts)
        if (!text.empty()) {
            const auto json = nlohmann::json::parse(text);
            hosts.push_back({json[0], json[1], json[2], json[3], json[4]});
        }
    std::string lines;
    if (hosts.size() <= kHostsInFull) {
        for (const auto& host : hosts)
            lines += fmt::format("{}: {} into {}\n", host.host, what(host), folder.string());
        return lines;
    }
    const auto slowest = std::ranges::max_element(hosts, {}, &Staged::seconds);
    return fmt::format("{} hosts staged into {}; the slowest, {}: {}\n", hosts.size(), folder.string(),
                       slowest->host, what(*slowest));
}

// With several hosts, which one it is.
std::string of_this_host(const World& world, const std::string& error) {
    return world.local_size() == world.size() ? error
                                              : fmt::format("{}: {}", place_of_this_rank().host, error);
}

}  // namespace

LocalData::LocalData(World& world, const std::filesystem::path& data, const StageOptions& options)
    : world_(world), folder_(data), staged_(!options.folder.empty()) {
    if (!staged_) return;
    const auto start = std::chrono::steady_clock::now();
    const auto document = read_dataset_document(data);
    folder_ = ShardStage::folder_of(document, options.folder);
    const bool copies = world.local_rank() == 0;
    together([&] {
        if (copies) stage_.emplace(data, options.folder, options.keep);
    });
    // Shard by shard, so that who waits is not taken for one that hangs.
    for (std::size_t shard = 0; shard < document.shards.size(); ++shard)
        together([&] {
            if (copies) stage_->stage(shard);
        });
    together([&] {
        if (copies) stage_->complete();
    });
    const auto own = stage_ ? nlohmann::json{place_of_this_rank().host, stage_->shards(), stage_->copied(),
                                             stage_->copied_bytes(), seconds_since(start)}
                                  .dump()
                            : "";
    const auto texts = gather_text(world, own);
    if (world.rank() == 0) std::cerr << staged_lines(texts, folder_);
}

void LocalData::together(const std::function<void()>& work) {
    std::string error;
    try {
        work();
    } catch (const DataError& found) {
        error = found.what();
    }
    const auto errors = gather_text(world_, error);
    if (std::ranges::all_of(errors, &std::string::empty)) return;
    stage_.reset();
    barrier(world_);
    if (!error.empty()) throw DataError(of_this_host(world_, error));
    barrier(world_);  // until who failed has ended all
}

void LocalData::opened() {
    if (!staged_) return;
    barrier(world_);
    if (stage_) stage_->release();
}

}  // namespace gren
