#include "src/run/seen_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <thread>

#include "dataio/data_error.h"
#include "dataio/lock_holder.h"

namespace gren {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> not_seen_of(const std::vector<std::string>& files) {
    std::vector<std::string> missing;
    std::error_code error;
    for (const auto& file : files)
        if (!fs::exists(file, error)) missing.push_back(file);
    return missing;
}

}  // namespace

std::string files_seen(const std::vector<fs::path>& paths) {
    std::vector<std::string> files;
    std::error_code error;
    for (const auto& path : paths) {
        if (fs::is_regular_file(path, error)) files.push_back(path.string());
        if (!fs::is_directory(path, error)) continue;
        for (const auto& entry : fs::directory_iterator(path, error))
            if (entry.is_regular_file(error)) files.push_back(entry.path().string());
    }
    std::string lines;
    for (const auto& file : files) lines += file + "\n";
    return lines;
}

void wait_until_seen(const std::string& files, const std::function<bool(bool)>& any,
                     std::chrono::milliseconds patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    std::vector<std::string> missing;
    std::istringstream lines(files);
    for (std::string file; std::getline(lines, file);) missing.push_back(file);
    for (;;) {
        missing = not_seen_of(missing);
        if (!missing.empty() && std::chrono::steady_clock::now() > end)
            throw DataError(fmt::format(
                "{}: rank 0 sees it, and {} does not, {:.0f} s later; expected one disk that all hosts "
                "share: check what is mounted there",
                missing.front(), this_process().host, std::chrono::duration<double>(patience).count()));
        if (!any(!missing.empty())) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

}  // namespace gren
