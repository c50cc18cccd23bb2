// What a folder offers to those who read and write data sets in it.
#pragma once

#include <filesystem>
#include <string>

namespace gren {

struct StorageCheck {
    double free_gib = 0;    // for this user
    bool writable = false;  // a file can be made in it
    std::string lock =
        {};  // "works", or why a lock on a file is refused; HDF5 of other programs asks for one
    std::string mount = {};   // what lies there: "nfs4 from server:/home"; empty: the system does not say
    std::string folder = {};  // that was examined
};

// Of the folder, or of the nearest one above it that exists. Leaves nothing behind. Throws DataError:
// cannot be examined.
StorageCheck check_storage(const std::filesystem::path& folder);

}  // namespace gren
