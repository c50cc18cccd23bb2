// What stands where another file was expected: a download or a clone that brought something else.
#pragma once

#include <string>
#include <string_view>

namespace gren {

// "is a pointer of Git LFS …; fetch the file itself with 'git lfs pull'", likewise of a web page; empty where
// `start`, a file's first bytes (256 are enough), is neither.
std::string foreign_bytes(std::string_view start);

}  // namespace gren
