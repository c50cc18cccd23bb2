// Writing a data set: HDF5 shards and the document beside them (SHARD_FORMAT.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "dataio/sample.h"

namespace gren {

// What all samples of a data set have in common.
struct DatasetTraits {
    int image_size = 0;                  // S
    std::vector<std::string> classes;    // [K]
    std::string hash_variant;            // to_string(HashVariant), with "+mirror" or "+nocrop" where chosen
    std::string lung_source;             // LungSource::provenance()
};

struct ShardEntry {
    std::string file;          // name inside the data set's folder
    std::int64_t samples = 0;
    std::string sha256;        // of the whole file, hexadecimal
};

// Writes one shard under a temporary name; finish() makes it appear under its own. Memory: one sample's pixels and the
// shard's metadata. Not thread-safe.
class ShardWriter {
  public:
    // `capacity`: samples the shard will hold at most. Throws DataError: file exists, cannot be created.
    ShardWriter(std::filesystem::path file, const DatasetTraits& traits, std::int64_t capacity);
    ~ShardWriter();  // without finish(): removes the temporary file
    // REQUIRES: image and lungs of S·S bytes, label of K. Throws DataError: disk full.
    void add(const Sample& sample);
    // Flushes, fsyncs, renames. Throws DataError: disk full, no sample added.
    ShardEntry finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// dataset.json: traits, shards, counts and the digest of the whole; `summary_json` is kept as it is under "summary".
// Written beside and renamed. Returns the digest. Throws DataError: cannot be written.
std::string write_dataset_document(const std::filesystem::path& directory, const DatasetTraits& traits,
                                   const std::vector<ShardEntry>& shards, const std::string& summary_json);

}  // namespace gren
