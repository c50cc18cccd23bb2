// Files that appear under their name whole or not at all, also after a crash or on a full disk.
#pragma once

#include <filesystem>
#include <string_view>

namespace gren {

// Where the bytes lie until they are published: beside `file`, hence on the same file system.
std::filesystem::path temporary_name(const std::filesystem::path& file);

// Gives a finished temporary file its own name, replacing what stood there: fsync, rename, fsync of the
// folder. Throws DataError.
void publish(const std::filesystem::path& temporary, const std::filesystem::path& file);

// Throws DataError: cannot be written, disk full; the temporary file is removed then, an older `file`
// untouched.
void write_file_atomically(const std::filesystem::path& file, std::string_view contents);

}  // namespace gren
