#include "dataio/atomic_file.h"

#include <fmt/format.h>

#include <memory>
#include <system_error>

#include "dataio/data_error.h"

namespace gren {

std::filesystem::path temporary_name(const std::filesystem::path& file) {
    return file.string() + ".partial";
}

void publish(const std::filesystem::path& temporary, const std::filesystem::path& file) {
    PosixFile::open_for_writing(temporary).sync();
    std::error_code error;
    std::filesystem::rename(temporary, file, error);
    if (error)
        throw DataError(fmt::format("{}: cannot be renamed from {}: {}", file.string(), temporary.string(),
                                    error.message()));
    const auto folder = file.parent_path();
    PosixFile::open_for_reading(folder.empty() ? "." : folder).sync();
}

AtomicFile::AtomicFile(std::filesystem::path file)
    : file_(std::move(file)), temporary_(PosixFile::create(temporary_name(file_))) {}

AtomicFile::~AtomicFile() {
    std::error_code ignored;
    if (!committed_) std::filesystem::remove(temporary_name(file_), ignored);
}

void AtomicFile::write(const void* data, std::size_t bytes) {
    temporary_.write_at(written_, {static_cast<const std::uint8_t*>(data), bytes});
    written_ += static_cast<std::int64_t>(bytes);
}

void AtomicFile::commit() {
    publish(temporary_name(file_), file_);
    committed_ = true;
}

void write_file_atomically(const std::filesystem::path& file, std::string_view contents) {
    AtomicFile out(file);
    out.write(contents.data(), contents.size());
    out.commit();
}

}  // namespace gren
