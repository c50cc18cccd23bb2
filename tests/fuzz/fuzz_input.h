// What every harness shares: the fuzzer's bytes as a file, and which exceptions a reader of bad
// input may throw.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "dataio/data_error.h"
#include "src/run/usage_error.h"

namespace gren {

// A file in memory with the fuzzer's bytes, for readers that take a path. (HDF5 wants one that the
// file system knows.)
class FuzzFile {
  public:
    FuzzFile(const std::uint8_t* bytes, std::size_t count)
        : path_(std::filesystem::path("/dev/shm") / ("gren-fuzz-" + std::to_string(getpid()))) {
        std::ofstream file(path_, std::ios::binary);
        file.write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(count));
        if (!file.flush()) std::abort();
    }
    ~FuzzFile() { std::filesystem::remove(path_); }
    FuzzFile(const FuzzFile&) = delete;
    FuzzFile& operator=(const FuzzFile&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// Runs `read`. DataError and UsageError, sentences for the user, are what a reader may throw: any other ends
// the fuzzer as a crash does.
template <class Read>
void accepted_or_refused(Read read) {
    try {
        read();
    } catch (const DataError&) {
    } catch (const UsageError&) {
    }
}

}  // namespace gren
