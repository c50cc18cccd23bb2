// One program at a time in a folder that several processes could be told to write.
#pragma once

#include <filesystem>

#include "dataio/posix_file.h"

namespace gren {

// Held while it lives and gone with its process, however that ends. On a file system without locks nothing is
// held: better than refusing to work there.
class FolderLock {
  public:
    // Makes and locks `file`. Throws DataError: another process holds it, cannot be created.
    explicit FolderLock(const std::filesystem::path& file);

  private:
    PosixFile file_;
};

}  // namespace gren
