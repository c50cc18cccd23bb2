// An archive of radiographs becomes HDF5 shards with lungs and hashes; ranks share the shards out. Knows no
// torch: whoever has the network that finds lungs hands it in.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "dataio/lungs/lung_source.h"
#include "src/run/arguments.h"
#include "src/run/options.h"

namespace gren {

// The lungs that the network in this file finds. Throws DataError: absent, or of another network.
using MakeSegmenter = std::function<std::unique_ptr<LungSource>(const std::filesystem::path& weights)>;

// False when --help was asked for and printed. Throws UsageError.
bool parse_prepare_options(const Arguments& arguments, po::variables_map& values);

bool wants_segmenter(const po::variables_map& values);  // --lung-model

// Collective: starts MPI. Returns the exit code. `make_segmenter` is called where wants_segmenter(). Throws
// UsageError, DataError, CollectiveError.
int prepare(const po::variables_map& values, const MakeSegmenter& make_segmenter);

}  // namespace gren
