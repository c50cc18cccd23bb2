#include "src/prepare/prepare_job.h"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "distributed/session/work_queue.h"
#include "src/run/progress.h"

namespace gren {
namespace {

std::int64_t images_of(const std::vector<ShardRange>& shards) {
    return std::accumulate(shards.begin(), shards.end(), std::int64_t{0},
                           [](std::int64_t sum, const auto& shard) { return sum + shard.images(); });
}

struct Job {
    const MpiSession& session;
    const TextCollectives& ranks;
    const PrepareJournal& journal;
    const Preparation& preparation;
    std::vector<ShardPart> parts{};  // of this rank

    // Takes over the shards that an earlier job finished, all ranks sharing the reading, and
    // returns the rest.
    std::vector<ShardRange> without_finished(const std::vector<ShardRange>& shards) {
        auto kept = nlohmann::json::array();
        Progress progress("check", images_of(shards), 0, session.rank() == 0);
        WorkQueue queue(session, static_cast<std::int64_t>(shards.size()), ranks.timeout(),
                        [&](std::int64_t images) { progress.update(images); });
        while (const auto s = queue.next()) {
            const auto& shard = shards[static_cast<std::size_t>(*s)];
            if (auto part = journal.finished(shard.file)) {
                parts.push_back(std::move(*part));
                kept.push_back(*s);
            }
            queue.report(shard.images());
        }
        progress.finish();
        std::set<std::size_t> finished;
        for (const auto& text : ranks.gather(kept.dump()))
            for (const auto& s : nlohmann::json::parse(text)) finished.insert(s.get<std::size_t>());
        if (session.rank() == 0)
            std::cerr << fmt::format("resume: {} of {} shards are finished and whole\n", finished.size(),
                                     shards.size());
        std::vector<ShardRange> rest;
        for (std::size_t s = 0; s < shards.size(); ++s)
            if (!finished.contains(s)) rest.push_back(shards[s]);
        return rest;
    }

    void write(const std::vector<ShardRange>& shards, std::int64_t all_images) {
        if (session.rank() == 0 && !shards.empty()) std::filesystem::remove(preparation.out / "dataset.json");
        const auto finished_images = all_images - images_of(shards);
        if (session.rank() == 0)
            std::cerr << fmt::format("prepare: {} films to read for {} shards\n",
                                     all_images - finished_images, shards.size());
        Progress progress("prepare", all_images, finished_images, session.rank() == 0);
        WorkQueue queue(session, static_cast<std::int64_t>(shards.size()), ranks.timeout(),
                        [&](std::int64_t images) { progress.update(finished_images + images); });
        while (const auto s = queue.next()) {
            const auto& shard = shards[static_cast<std::size_t>(*s)];
            journal.forget(shard.file);
            parts.push_back(preparation.write(shard, [&] { queue.report(1); }));
            journal.record(shard.file, parts.back());
        }
        progress.finish();
    }

    // Of all ranks.
    std::vector<ShardPart> gathered() {
        auto own = nlohmann::json::array();
        for (const auto& part : parts) own.push_back(part.to_json());
        std::vector<ShardPart> all;
        for (const auto& text : ranks.gather(own.dump()))
            for (const auto& part : nlohmann::json::parse(text)) all.push_back(ShardPart::from_json(part));
        return all;
    }
};

}  // namespace

std::vector<ShardPart> prepare_together(const MpiSession& session, const TextCollectives& ranks,
                                        const PrepareJournal& journal, const Preparation& preparation,
                                        std::vector<ShardRange> shards, bool resume) {
    const auto all_images = images_of(shards);
    Job job{session, ranks, journal, preparation};
    if (resume) shards = job.without_finished(shards);
    job.write(shards, all_images);
    return job.gathered();
}

}  // namespace gren
