#include "dataio/posix_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "dataio/data_error.h"

namespace gren {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const char* action) {
    throw DataError(fmt::format("{}: cannot {}: {}", file.string(), action, std::strerror(errno)));
}

}  // namespace

PosixFile::PosixFile(const std::filesystem::path& file, int flags)
    : file_(file), descriptor_(::open(file.c_str(), flags | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) fail(file_, (flags & O_CREAT) != 0 ? "create" : "open");
}

PosixFile::PosixFile(std::filesystem::path file, Opened opened)
    : file_(std::move(file)), descriptor_(opened.descriptor) {}

PosixFile PosixFile::open_for_reading(const std::filesystem::path& file) {
    return {file, O_RDONLY};
}
PosixFile PosixFile::open_for_writing(const std::filesystem::path& file) {
    return {file, O_WRONLY};
}
PosixFile PosixFile::create(const std::filesystem::path& file) {
    return {file, O_WRONLY | O_CREAT | O_TRUNC};
}

std::optional<PosixFile> PosixFile::create_new(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0 && errno == EEXIST) return std::nullopt;
    if (descriptor < 0) fail(file, "create");
    return PosixFile(file, Opened{descriptor});
}

PosixFile::PosixFile(PosixFile&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

PosixFile::~PosixFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t PosixFile::read(std::span<std::uint8_t> bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::read(descriptor_, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail(file_, "read");
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

void PosixFile::read_at(std::int64_t offset, std::span<std::uint8_t> bytes) const {
    while (!bytes.empty()) {
        const ssize_t count = ::pread(descriptor_, bytes.data(), bytes.size(), offset);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail(file_, "read");
        if (count == 0)
            throw DataError(
                fmt::format("{}: truncated: ends at byte {}, expected {} more; run gren prepare again",
                            file_.string(), offset, bytes.size()));
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += count;
    }
}

void PosixFile::write_at(std::int64_t offset, std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail(file_, "write");
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += count;
    }
}

void PosixFile::sync() {
    if (::fsync(descriptor_) != 0) fail(file_, "flush to disk");
}

bool PosixFile::try_lock() {
    return ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

}  // namespace gren
