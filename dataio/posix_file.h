// A file descriptor that closes itself, reads and writes whole spans at an offset, and throws DataError.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

namespace gren {

class PosixFile {
  public:
    static PosixFile open_for_reading(const std::filesystem::path& file);
    static PosixFile open_for_writing(const std::filesystem::path& file);  // must exist
    static PosixFile create(const std::filesystem::path& file);            // truncates
    // Nothing where something of that name is there already; of several that try, one alone makes it.
    static std::optional<PosixFile> create_new(const std::filesystem::path& file);
    PosixFile(PosixFile&& other) noexcept;
    PosixFile& operator=(PosixFile&&) = delete;
    ~PosixFile();

    // The next bytes, fewer only at the end of the file.
    std::size_t read(std::span<std::uint8_t> bytes);
    // Thread-safe. Throws also when the file ends before `bytes` is full.
    void read_at(std::int64_t offset, std::span<std::uint8_t> bytes) const;
    void write_at(std::int64_t offset,
                  std::span<const std::uint8_t> bytes);  // throws also when the disk is full
    void sync();
    // False when another process holds the file's lock; true also where the file system has no locks.
    bool try_lock();

  private:
    PosixFile(const std::filesystem::path& file, int flags);
    struct Opened {
        int descriptor;
    };
    PosixFile(std::filesystem::path file, Opened opened);
    std::filesystem::path file_;
    int descriptor_;
};

}  // namespace gren
