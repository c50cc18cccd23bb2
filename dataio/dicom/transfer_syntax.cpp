#include "dataio/dicom/transfer_syntax.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace gren {
namespace {

constexpr std::string_view kRoot = "1.2.840.10008.1.2";
constexpr auto kDecoded = std::to_array<std::string_view>(
    {"", ".1", ".1.99", ".2", ".5", ".4.50", ".4.51", ".4.57", ".4.70", ".4.80", ".4.81", ".4.90", ".4.91"});

// The families that are not, by how their UIDs begin.
constexpr auto kOthers = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{".4.20", "HTJ2K"},
     {".4.10", "a video (MPEG)"},
     {".4.11", "JPEG XL"},
     {".4.92", "JPEG 2000 of many components"},
     {".4.93", "JPEG 2000 of many components"},
     {".4.94", "a reference to another file (JPIP)"},
     {".4.95", "a reference to another file (JPIP)"},
     {".4.", "a retired kind of JPEG"}});

}  // namespace

std::string unknown_transfer_syntax(std::string_view uid) {
    constexpr std::string_view kCure = "transcode it to explicit little endian or lossless JPEG 2000 first";
    if (uid.empty()) return "";
    if (!uid.starts_with(kRoot))
        return fmt::format("has a transfer syntax that is not DICOM's own; {}", kCure);
    const auto end = uid.substr(kRoot.size());
    if (std::ranges::find(kDecoded, end) != kDecoded.end()) return "";
    const auto other = std::ranges::find_if(kOthers, [&](const auto& o) { return end.starts_with(o.first); });
    if (other == kOthers.end()) return fmt::format("has a transfer syntax that is not known here; {}", kCure);
    return fmt::format("has pixels as {}, which is not decoded; {}", other->second, kCure);
}

}  // namespace gren
