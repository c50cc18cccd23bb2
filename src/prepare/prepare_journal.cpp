#include "src/prepare/prepare_journal.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "dataio/text_file.h"
#include "src/run/run_folder.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

void require_same(const fs::path& out, const std::string& earlier, const std::string& now) {
    std::istringstream earlier_lines(earlier), now_lines(now);
    std::string was, is;
    while (std::getline(now_lines, is)) {
        std::getline(earlier_lines, was);
        if (was != is)
            throw DataError(
                fmt::format("{}: was begun with '{}', found '{}'; resume with the same archive, "
                            "options and version, or choose another --out",
                            out.string(), was, is));
    }
}

}  // namespace

std::string ShardPart::to_json() const {
    nlohmann::ordered_json json{{"summary", nlohmann::ordered_json::parse(summary.to_json())}};
    if (entry)
        json["shard"] = {entry->file,         entry->samples,     entry->sha256, entry->metadata_sha256,
                         entry->image_offset, entry->lungs_offset};
    return json.dump();
}

ShardPart ShardPart::from_json(const std::string& text) {
    const auto json = nlohmann::json::parse(text);
    ShardPart part{.entry = {}, .summary = merged({json.at("summary").dump()})};
    if (json.contains("shard")) {
        const auto& shard = json["shard"];
        part.entry = {shard.at(0), shard.at(1), shard.at(2), shard.at(3), shard.at(4), shard.at(5)};
    }
    return part;
}

PrepareJournal::PrepareJournal(fs::path out) : out_(std::move(out)), folder_(out_ / "journal") {}

void PrepareJournal::begin(const std::string& configuration, bool resume,
                           const FolderLock::Waiting& waiting) {
    const auto file = configuration_file();
    if (!fs::exists(file))
        create_empty_folder(out_);
    else if (!resume)
        throw DataError(
            fmt::format("{}: exists and is not an empty folder; add --resume to go on with what an earlier "
                        "gren prepare wrote, or choose another --out",
                        out_.string()));
    fs::create_directories(folder_);
    lock_.emplace(folder_ / "lock", waiting, FolderLock::Patience{});
    if (const auto earlier = read_contents(file)) require_same(out_, *earlier, configuration);
    write_file_atomically(file, configuration);
}

std::optional<ShardPart> PrepareJournal::finished(const std::string& shard) const try {
    const auto text = read_contents(record_of(shard));
    if (!text) return std::nullopt;
    auto part = ShardPart::from_json(*text);
    if (part.entry && sha256_of_file(out_ / part.entry->file) != part.entry->sha256) return std::nullopt;
    return part;
} catch (const nlohmann::json::exception&) {
    return std::nullopt;
} catch (const DataError&) {
    return std::nullopt;  // the shard is gone or cannot be read
}

void PrepareJournal::forget(const std::string& shard) const {
    const auto temporary = temporary_name(out_ / shard);
    for (const auto& file : {record_of(shard), out_ / shard, temporary, temporary_name(temporary)})
        fs::remove(file);
}

void PrepareJournal::record(const std::string& shard, const ShardPart& part) const {
    write_file_atomically(record_of(shard), part.to_json() + "\n");
}

fs::path PrepareJournal::record_of(const std::string& shard) const {
    return folder_ / (shard + ".json");
}

}  // namespace gren
