// Where libtorch lies, which gren-engine loads and gren does not.
#pragma once

#include <filesystem>
#include <string>

namespace gren {

// The folder of the torch package: GREN_TORCH_DIR of the environment; else the one that the program was built
// with; else the one that launch/setup installs. Throws std::runtime_error, with what to do: none of them is
// there, or the one that GREN_TORCH_DIR names is of another version than it was built with.
std::filesystem::path torch_place();

// A search path of the loader by which it finds torch last, behind what stands in LD_LIBRARY_PATH.
std::string library_path_with(const std::filesystem::path& torch);

}  // namespace gren
