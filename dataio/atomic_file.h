// A file that appears under its name whole or not at all: written beside, fsynced, renamed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace gren {

class AtomicFile {
  public:
    // Opens `file` + ".part". Throws DataError: cannot be created.
    explicit AtomicFile(const std::filesystem::path& file);
    ~AtomicFile();  // removes what was not committed
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(const void* data, std::size_t bytes);  // throws DataError: disk full
    void commit();  // after it `file` is the new one, also after a power cut; throws DataError

  private:
    [[noreturn]] void fail(const std::string& doing) const;
    std::filesystem::path file_, part_;
    int descriptor_;
};

}  // namespace gren
