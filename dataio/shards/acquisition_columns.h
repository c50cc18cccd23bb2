// The columns of a shard that say whom and how its films show (SHARD_FORMAT.md, `study` to `spacing_on`).
#pragma once

#include <vector>

#include "dataio/sample.h"
#include "dataio/shards/hdf5.h"

namespace gren {

void write_acquisition(const hdf5::Handle& file, const std::vector<Acquisition>& films);  // [n]
// Throws DataError: a column is absent, or of another type or length than n.
std::vector<Acquisition> read_acquisition(const hdf5::Handle& file, hsize_t n);

}  // namespace gren
