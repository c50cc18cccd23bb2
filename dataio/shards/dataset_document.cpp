#include "dataio/shards/dataset_document.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "dataio/shards/shard_format.h"

namespace gren {
namespace {

using nlohmann::json;

constexpr char kDatasetFormat[] = "gren-dataset";
// Into a new one, because prepare writes into no folder that holds another set.
constexpr char kRebuild[] = "run gren prepare again, into a new folder";
constexpr int kDatasetVersion = 4;

std::filesystem::path document_of(const std::filesystem::path& directory) {
    return directory / "dataset.json";
}

// nlohmann's json sorts keys, so that dump() is canonical.
std::string digest_of(json document) {
    document.erase("digest");
    return sha256(document.dump());
}

DatasetDocument parse_dataset(const json& document) {
    if (document.at("format") != kDatasetFormat || document.at("version") != kDatasetVersion)
        throw DataError(fmt::format("found format {} version {}, expected \"{}\" version {}",
                                    document.at("format").dump(), document.at("version").dump(),
                                    kDatasetFormat, kDatasetVersion));
    DatasetDocument result;
    result.traits = {document.at("image_size"),   document.at("classes"),
                     document.at("hash_variant"), document.at("lung_source"),
                     document.at("regions"),      document.at("aligned") == shard_format::kByLungs};
    for (const json& shard : document.at("shards"))
        result.shards.push_back({shard.at("file"), shard.at("samples"), shard.at("sha256"),
                                 shard.at("metadata_sha256"), shard.at("image_offset"),
                                 shard.at("lungs_offset")});
    result.digest = document.at("digest");
    if (const std::string found = digest_of(document); found != result.digest)
        throw DataError(
            fmt::format("contents have digest {}, expected {}: the file was changed", found, result.digest));
    return result;
}

}  // namespace

std::string write_dataset_document(const std::filesystem::path& directory, const DatasetTraits& traits,
                                   const std::vector<ShardEntry>& shards, const std::string& summary_json) {
    json document = {{"format", kDatasetFormat},
                     {"version", kDatasetVersion},
                     {"classes", traits.classes},
                     {"image_size", traits.image_size},
                     {"hash_variant", traits.hash_variant},
                     {"lung_source", traits.lung_source},
                     {"regions", traits.regions},
                     {"aligned", traits.aligned ? shard_format::kByLungs : shard_format::kNotAligned},
                     {"shards", json::array()},
                     {"summary", json::parse(summary_json)}};
    std::int64_t samples = 0;
    for (const ShardEntry& shard : shards) {
        document["shards"].push_back({{"file", shard.file},
                                      {"samples", shard.samples},
                                      {"sha256", shard.sha256},
                                      {"metadata_sha256", shard.metadata_sha256},
                                      {"image_offset", shard.image_offset},
                                      {"lungs_offset", shard.lungs_offset}});
        samples += shard.samples;
    }
    document["samples"] = samples;
    const std::string digest = digest_of(document);
    document["digest"] = digest;
    write_file_atomically(document_of(directory), document.dump(2) + "\n");
    return digest;
}

DatasetDocument read_dataset_document(const std::filesystem::path& directory) {
    const auto file = document_of(directory);
    std::ifstream input(file);
    if (!input)
        throw DataError(
            fmt::format("{}: cannot be opened; expected a folder written by gren prepare", file.string()));
    try {
        return parse_dataset(json::parse(input));
    } catch (const json::exception& error) {
        throw DataError(fmt::format("{}: {}; {}", file.string(), error.what(), kRebuild));
    } catch (const DataError& error) {
        throw DataError(fmt::format("{}: {}; {}", file.string(), error.what(), kRebuild));
    }
}

}  // namespace gren
