// The HDF5 library that this process has loaded, for those who may not include HDF5.
#pragma once

#include <string>

namespace gren {

std::string hdf5_version();  // "1.10.8"

}  // namespace gren
