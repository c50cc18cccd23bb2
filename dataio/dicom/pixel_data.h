// Whether a file's pixel data are there and whole, seen in its own bytes before a library allocates or
// decodes them: GDCM fills what is missing and goes on.
#pragma once

#include <cstdint>
#include <istream>

namespace gren {

enum class PixelDataState { absent, truncated, whole };

struct PixelDataPlace {
    PixelDataState state = PixelDataState::absent;
    std::uint64_t length = 0;  // bytes of the value; kEncapsulated: a sequence of fragments
    static constexpr std::uint64_t kEncapsulated = 0xFFFF'FFFF;
};

// PS3.5, chapter 7 and A.4. `value_at`: where a parser that stopped at (7FE0,0010) stands, behind its tag and
// length. Whole: the value, or all fragments and their delimiter, lie in the stream.
PixelDataPlace find_pixel_data(std::istream& stream, std::streamoff value_at);

}  // namespace gren
