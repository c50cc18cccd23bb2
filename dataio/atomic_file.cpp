#include "dataio/atomic_file.h"

#include <fmt/format.h>

#include <cstdint>
#include <system_error>

#include "dataio/data_error.h"
#include "dataio/posix_file.h"

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

void write_file_atomically(const std::filesystem::path& file, std::string_view contents) {
    const auto temporary = temporary_name(file);
    try {
        PosixFile::create(temporary).write_at(
            0, {reinterpret_cast<const std::uint8_t*>(contents.data()), contents.size()});
        publish(temporary, file);
    } catch (const DataError&) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw;
    }
}

}  // namespace gren
