// Which transfer syntaxes are decoded (PS3.6, annex A).
#pragma once

#include <string>
#include <string_view>

namespace gren {

// "has pixels as HTJ2K, …", the rest of a sentence, where `uid` is none of those that are decoded:
// implicit and explicit little endian, deflated, big endian; RLE; JPEG of 8 and 12 bits and lossless;
// JPEG-LS; JPEG 2000. Empty where it is one, or empty: a file without it is one of the first two. Repeats no
// `uid` that the standard does not list.
std::string unknown_transfer_syntax(std::string_view uid);

}  // namespace gren
