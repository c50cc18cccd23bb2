// What this program is made of: printed by --version, written into every run and compared across ranks.
#pragma once

#include <string>

namespace gren {

std::string code_version();  // "0.1.0+<commit>", "-dirty" behind it for a changed tree
std::string version_text();  // several lines: version, libtorch, MPI, HDF5, OpenCV, disclaimer

}  // namespace gren
