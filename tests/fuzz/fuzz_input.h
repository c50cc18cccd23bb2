// What every harness shares: the fuzzer's bytes as a file, and which exceptions a reader of bad input may throw.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "dataio/data_error.h"

namespace gren {

// A file in memory with the fuzzer's bytes, for readers that take a path.
class FuzzFile {
  public:
    FuzzFile(const std::uint8_t* bytes, std::size_t count) : descriptor_(memfd_create("fuzz", 0)) {
        if (descriptor_ < 0 || write(descriptor_, bytes, count) != static_cast<ssize_t>(count)) std::abort();
    }
    ~FuzzFile() { close(descriptor_); }
    FuzzFile(const FuzzFile&) = delete;
    FuzzFile& operator=(const FuzzFile&) = delete;

    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

  private:
    int descriptor_;
};

// Runs `read`. DataError, the sentence for the user, is the one exception a reader may throw: any other ends the
// fuzzer as a crash does.
template <class Read>
void accepted_or_refused(Read read) {
    try {
        read();
    } catch (const DataError&) {
    }
}

}  // namespace gren
