#include "src/run/torch_place.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace gren {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

bool holds_torch(const fs::path& folder) {
    std::error_code error;
    return fs::exists(folder / "lib/libtorch_cpu.so", error);
}

// "2.11.0" of the line __version__ = '2.11.0+cu130'.
std::string version_of(const fs::path& torch) {
    std::ifstream file(torch / "version.py");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("__version__ = '")) return line.substr(15, line.find_first_of("+'", 15) - 15);
    return "unknown";
}

// What installs torch: in an installation as a path, since nothing there is on PATH but gren.
std::string setup() {
    std::error_code error;
    const auto prefix = fs::read_symlink("/proc/self/exe", error).parent_path().parent_path();
    const auto installed = prefix / "share/gren/launch/setup";
    return fs::exists(installed, error) ? installed.string() : "launch/setup";
}

// Of the Python that launch/setup made for it.
std::vector<fs::path> installed() {
    const auto home = variable("GREN_HOME");
    const auto lib = (home.empty() ? fs::path(variable("HOME")) / ".cache/gren" : fs::path(home)) /
                     "torch-" GREN_TORCH_VERSION "/lib";
    std::error_code error;
    std::vector<fs::path> places;
    for (const auto& python : fs::directory_iterator(lib, error))
        places.push_back(python.path() / "site-packages/torch");
    return places;
}

}  // namespace

fs::path torch_place() {
    const auto what_to_do = fmt::format(
        "run {}, or install torch {} by pip and name its folder (…/site-packages/torch) in GREN_TORCH_DIR",
        setup(), GREN_TORCH_VERSION);
    if (const fs::path named = variable("GREN_TORCH_DIR"); !named.empty()) {
        if (!holds_torch(named))
            throw std::runtime_error(
                fmt::format("GREN_TORCH_DIR='{}' holds no lib/libtorch_cpu.so, expected libtorch {}; {}",
                            named.string(), GREN_TORCH_VERSION, what_to_do));
        if (version_of(named) != GREN_TORCH_VERSION)
            throw std::runtime_error(fmt::format("GREN_TORCH_DIR='{}' is torch {}, expected {}; {}",
                                                 named.string(), version_of(named), GREN_TORCH_VERSION,
                                                 what_to_do));
        return named;
    }
    std::vector<fs::path> places{GREN_TORCH_DIR};
    for (const auto& place : installed()) places.push_back(place);
    for (const auto& place : places)
        if (holds_torch(place)) return place;
    std::vector<std::string> names;
    for (const auto& place : places) names.push_back(place.string());
    throw std::runtime_error(fmt::format("libtorch {} was not found in {}; {}", GREN_TORCH_VERSION,
                                         fmt::join(names, " or "), what_to_do));
}

std::string library_path_with(const fs::path& torch) {
    auto path = variable("LD_LIBRARY_PATH");
    if (!path.empty()) path += ':';
    return path + (torch / "lib").string();
}

}  // namespace gren
