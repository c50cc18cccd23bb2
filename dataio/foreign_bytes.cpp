#include "dataio/foreign_bytes.h"

#include <algorithm>
#include <cctype>

#include "dataio/text_file.h"

namespace gren {
namespace {

bool begins_as(std::string_view text, std::string_view lower_case) {
    return text.size() >= lower_case.size() &&
           std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                      [](char wanted, unsigned char found) { return wanted == std::tolower(found); });
}

}  // namespace

std::string foreign_bytes(std::string_view start) {
    const auto text = trimmed(without_mark(start));
    if (text.starts_with("version https://git-lfs"))
        return "is a pointer of Git LFS and not the file itself; fetch that with 'git lfs pull'";
    if (begins_as(text, "<!doctype html") || begins_as(text, "<html"))
        return "is a web page (HTML), as a sign-in or an error page, and not the file itself; fetch it again";
    return "";
}

}  // namespace gren
