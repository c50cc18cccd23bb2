// A file that rank 0 writes for the other hosts to see: whether they have one disk.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace gren {

// Gone when it is destroyed.
class SharedProbe {
  public:
    // Of a name and with contents that no other file has. Where it cannot be written, path() is empty.
    explicit SharedProbe(const std::filesystem::path& folder);
    ~SharedProbe();
    SharedProbe(const SharedProbe&) = delete;
    SharedProbe& operator=(const SharedProbe&) = delete;

    const std::string& path() const { return path_; }
    const std::string& contents() const { return contents_; }

  private:
    std::string path_, contents_;
};

// Empty where the file holds the contents, at the latest after `patience`, which disks that cache may take;
// else what was found in its place.
std::string probe_found(const std::string& path, const std::string& contents,
                        std::chrono::milliseconds patience);

}  // namespace gren
