#include "dataio/appended_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "dataio/data_error.h"

namespace gren {

AppendedFile::AppendedFile(std::filesystem::path file)
    : file_(std::move(file)), stream_(file_, std::ios::binary | std::ios::app) {
    if (!stream_) throw DataError(fmt::format("{}: cannot be opened for writing", file_.string()));
}

void AppendedFile::write(std::string_view bytes) {
    errno = 0;
    stream_ << bytes << std::flush;
    if (!stream_)
        throw DataError(fmt::format("{}: cannot be written: {}", file_.string(),
                                    errno == 0 ? "the disk may be full" : std::strerror(errno)));
}

}  // namespace gren
