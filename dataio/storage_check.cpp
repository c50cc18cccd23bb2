#include "dataio/storage_check.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "dataio/data_error.h"

namespace gren {
namespace {

std::filesystem::path nearest_folder(std::filesystem::path path) {
    path = std::filesystem::absolute(path);
    while (!std::filesystem::is_directory(path) && path.has_relative_path()) path = path.parent_path();
    return path;
}

// Of HDF5's kind: flock(2), shared for readers. On the folder itself where no file can be made in it.
std::string lock_of(int descriptor) {
    if (flock(descriptor, LOCK_SH | LOCK_NB) != 0) return std::strerror(errno);
    flock(descriptor, LOCK_UN);
    return "works";
}

// Of the longest mount point above the folder, the last one that was mounted there; proc(5).
std::string mount_of(const std::filesystem::path& folder) {
    std::error_code error;
    const auto real = std::filesystem::canonical(folder, error).string() + "/";
    std::ifstream table("/proc/self/mountinfo");
    std::string found;
    std::size_t longest = 0;
    for (std::string line; std::getline(table, line);) {
        const auto behind = line.find(" - ");
        std::istringstream before(line.substr(0, behind)),
            after(behind == std::string::npos ? "" : line.substr(behind + 3));
        std::string id, parent, device, root, point, type, source;
        if (!(before >> id >> parent >> device >> root >> point) || !(after >> type >> source)) continue;
        if (!real.starts_with(point.ends_with('/') ? point : point + "/") || point.size() < longest) continue;
        longest = point.size();
        found = fmt::format("{} from {}", type, source);
    }
    return found;
}

}  // namespace

StorageCheck check_storage(const std::filesystem::path& path) {
    const auto folder = nearest_folder(path);
    struct statvfs room = {};
    if (statvfs(folder.c_str(), &room) != 0)
        throw DataError(fmt::format("{}: cannot be examined: {}", folder.string(), std::strerror(errno)));
    StorageCheck found{.lock = {}, .mount = mount_of(folder), .folder = folder.string()};
    found.free_gib = static_cast<double>(room.f_bavail) * static_cast<double>(room.f_frsize) / (1 << 30);
    auto name = (folder / ".gren-doctor-XXXXXX").string();
    int descriptor = mkstemp(name.data());
    found.writable = descriptor >= 0;
    if (found.writable)
        unlink(name.c_str());
    else
        descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY);
    found.lock = descriptor >= 0 ? lock_of(descriptor) : std::strerror(errno);
    if (descriptor >= 0) close(descriptor);
    return found;
}

}  // namespace gren
