#include "dataio/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "dataio/data_error.h"

namespace gren {

AtomicFile::AtomicFile(const std::filesystem::path& file)
    : file_(file),
      part_(file.string() + ".part"),
      descriptor_(::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) fail("created");
}

AtomicFile::~AtomicFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(part_.c_str());
}

void AtomicFile::write(const void* data, std::size_t bytes) {
    const char* from = static_cast<const char*>(data);
    while (bytes > 0) {
        const ssize_t written = ::write(descriptor_, from, bytes);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("written");
        from += written;
        bytes -= static_cast<std::size_t>(written);
    }
}

void AtomicFile::commit() {
    if (::fsync(descriptor_) != 0) fail("written");
    if (::rename(part_.c_str(), file_.c_str()) != 0) fail("renamed to its final name");
    ::close(descriptor_);
    descriptor_ = -1;
    // The new name is an entry of the folder, which has to reach the disk too; some file systems cannot, and
    // need not.
    const std::filesystem::path folder = file_.has_parent_path() ? file_.parent_path() : ".";
    const int folder_descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_descriptor < 0) return;
    ::fsync(folder_descriptor);
    ::close(folder_descriptor);
}

void AtomicFile::fail(const std::string& doing) const {
    throw DataError(
        fmt::format("{} could not be {}: {}; check the folder, its permissions and the space left",
                    part_.string(), doing, std::strerror(errno)));
}

}  // namespace gren
