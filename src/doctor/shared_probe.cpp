#include "src/doctor/shared_probe.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"

namespace gren {
namespace {

std::string found_now(const std::string& path, const std::string& contents) {
    errno = 0;
    std::ifstream file(path);
    if (!file) return std::strerror(errno);
    const std::string found(std::istreambuf_iterator<char>(file), {});
    return found == contents ? "" : fmt::format("{} bytes of other contents", found.size());
}

std::string random_text() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}", random(), random());
}

}  // namespace

SharedProbe::SharedProbe(const std::filesystem::path& folder) : contents_(random_text()) {
    const auto file = folder / fmt::format(".gren-doctor-{}", contents_);
    try {
        write_file_atomically(file, contents_);
        path_ = file.string();
    } catch (const DataError&) {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
    }
}

SharedProbe::~SharedProbe() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

std::string probe_found(const std::string& path, const std::string& contents,
                        std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        auto found = found_now(path, contents);
        if (found.empty() || std::chrono::steady_clock::now() > until) return found;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

}  // namespace gren
