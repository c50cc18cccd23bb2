// Files that appear under their name whole or not at all, also after a crash or on a full disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "dataio/posix_file.h"

namespace gren {

// Where the bytes lie until they are published: beside `file`, hence on the same file system.
std::filesystem::path temporary_name(const std::filesystem::path& file);

// Gives a finished temporary file its own name, replacing what stood there: fsync, rename, fsync of the
// folder. Throws DataError.
void publish(const std::filesystem::path& temporary, const std::filesystem::path& file);

// For contents that come piece by piece.
class AtomicFile {
  public:
    // Opens temporary_name(file). Throws DataError: cannot be created.
    explicit AtomicFile(std::filesystem::path file);
    ~AtomicFile();  // without commit(): removes the temporary file, an older `file` stays
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(const void* data, std::size_t bytes);  // throws DataError: disk full
    void commit();                                    // publishes; throws DataError

  private:
    std::filesystem::path file_;
    PosixFile temporary_;
    std::int64_t written_ = 0;
    bool committed_ = false;
};

// Throws DataError: cannot be written, disk full.
void write_file_atomically(const std::filesystem::path& file, std::string_view contents);

}  // namespace gren
