#include "dataio/storage_check.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

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

}  // namespace

StorageCheck check_storage(const std::filesystem::path& path) {
    const auto folder = nearest_folder(path);
    struct statvfs room = {};
    if (statvfs(folder.c_str(), &room) != 0)
        throw DataError(fmt::format("{}: cannot be examined: {}", folder.string(), std::strerror(errno)));
    StorageCheck found;
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
