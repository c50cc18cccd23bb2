#include "dataio/shards/hdf5_handle.h"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include "dataio/data_error.h"

namespace gren::hdf5 {

Handle::Handle(hid_t id, Closer closer, std::string where)
    : id_(check(id, "opening", where)), closer_(closer), where_(std::move(where)) {}

Handle::Handle(Handle&& other) noexcept
    : id_(std::exchange(other.id_, H5I_INVALID_HID)),
      closer_(other.closer_),
      where_(std::move(other.where_)) {}

Handle::~Handle() {
    if (id_ >= 0) closer_(id_);
}

void Handle::close() {
    check(closer_(std::exchange(id_, H5I_INVALID_HID)), "closing", where_);
}

std::string latest_error() {
    std::string text = "no reason given";
    const auto take_first = [](unsigned depth, const H5E_error2_t* error, void* out) -> herr_t {
        if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(out) = error->desc;
        return 0;
    };
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &text);
    // Where the system refused, HDF5 appends its own counters and addresses; the system's number says all.
    constexpr std::string_view kNumber = "errno = ";
    if (const auto at = text.find(kNumber); at != std::string::npos) {
        int number = 0;
        std::from_chars(text.data() + at + kNumber.size(), text.data() + text.size(), number);
        if (number > 0) return std::strerror(number);
    }
    std::erase(text, '\n');
    return text;
}

void throw_failed(const char* call, const std::string& where) {
    const std::string reason = latest_error();
    const bool no_room =
        reason == std::strerror(ENOSPC) || reason == std::strerror(EDQUOT) || reason == std::strerror(EFBIG);
    if (no_room)
        throw DataError(
            fmt::format("{}: cannot write: {}; make room, then go on with --resume", where, reason));
    throw DataError(fmt::format("{}: {} failed: {}", where, call, reason));
}

}  // namespace gren::hdf5
