#include "dataio/folder_lock.h"

#include <fmt/format.h>

#include "dataio/data_error.h"

namespace gren {

FolderLock::FolderLock(const std::filesystem::path& file) : file_(PosixFile::create(file)) {
    if (!file_.try_lock())
        throw DataError(fmt::format(
            "{}: another process is at work in this folder; wait for its end or choose another folder",
            file.string()));
}

}  // namespace gren
