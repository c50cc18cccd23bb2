// Deflated DICOM (PS3.5, A.5): all behind the meta header is one raw stream of deflate.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace gren {

// What a stream may inflate to: two bytes for each of kMostPixels, and 64 MiB of other elements.
inline constexpr std::size_t kMostInflatedBytes = 200'000'000 + (std::size_t{64} << 20);

enum class Inflation { none, done, truncated, too_large };

struct Inflated {
    Inflation state = Inflation::none;  // none: `file` does not say that it is deflated
    std::string file{};                 // of `done`: the same in explicit little endian
};

// Reads no more than the meta header of a file that is not deflated. GDCM would inflate by itself, but goes
// on for half a minute where the stream ends early.
Inflated inflate_dicom(const std::filesystem::path& file);

}  // namespace gren
