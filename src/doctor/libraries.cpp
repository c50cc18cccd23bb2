#include "src/doctor/libraries.h"

#include <ATen/Version.h>
#include <fmt/format.h>
#include <mpi.h>
#include <sys/utsname.h>

#include <array>

namespace gren {
namespace {

// "…, TORCH_VERSION=2.11.0, …" of what torch says of its own build.
std::string torch_version_loaded() {
    constexpr std::string_view kKey = "TORCH_VERSION=";
    const auto text = at::show_config();
    const auto at = text.find(kKey);
    if (at == std::string::npos) return "of unknown version";
    const auto from = at + kKey.size();
    return text.substr(from, text.find_first_of(", \n", from) - from);
}

// "Open MPI v4.1.4, package: …": up to the first comma.
std::string mpi_loaded() {
    std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
    int length = 0;
    MPI_Get_library_version(text.data(), &length);
    const std::string whole(text.data());
    return whole.substr(0, whole.find(','));
}

}  // namespace

std::string loaded_libraries() {
    return fmt::format("libtorch {}, {}", torch_version_loaded(), mpi_loaded());
}

std::string kernel_release() {
    utsname found = {};
    return uname(&found) == 0 ? found.release : "";
}

}  // namespace gren
