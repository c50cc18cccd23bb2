// dataset.json: what a prepared data set consists of (SHARD_FORMAT.md, "dataset.json").
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataio/regions.h"

namespace gren {

// What all samples of a data set have in common.
struct DatasetTraits {
    int image_size = 0;                // S
    std::vector<std::string> classes;  // [K]
    std::string hash_variant;          // to_string(HashVariant), with "+mirror" or "+nocrop" where chosen
    std::string lung_source;           // LungSource::provenance()
    std::vector<std::string> regions = region_names(RegionScheme::lungs);  // [R] bits of masks, from bit 0
    bool aligned = false;  // brought into one frame by the lungs (SampleInfo::alignment)
};

struct ShardEntry {
    std::string file;  // name inside the data set's folder
    std::int64_t samples = 0;
    std::string sha256;                               // of the whole file, hexadecimal
    std::string metadata_sha256;                      // metadata_sha256(), of everything but pixels
    std::int64_t image_offset = 0, lungs_offset = 0;  // of the pixels, bytes from the start of the file
};

struct DatasetDocument {
    DatasetTraits traits;
    std::vector<ShardEntry> shards;
    std::string digest;
};

// `summary_json`, an object of counts and words, is kept as it is under "summary".
// Written beside and renamed. Returns the digest. Throws DataError: cannot be written.
std::string write_dataset_document(const std::filesystem::path& directory, const DatasetTraits& traits,
                                   const std::vector<ShardEntry>& shards, const std::string& summary_json);

// Throws DataError: absent, not JSON, another format or version, fields missing, contents
// unlike their digest.
DatasetDocument read_dataset_document(const std::filesystem::path& directory);

}  // namespace gren
