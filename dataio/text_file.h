// Text that other systems' editors and spreadsheets wrote, cleaned in one place: byte-order marks,
// line ends, blanks.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gren {

// Without UTF-8's byte-order mark at its start.
std::string_view without_mark(std::string_view text);
// Without blanks, tabs and line ends at both ends.
std::string_view trimmed(std::string_view text);
bool is_blank(char c);  // a space or a tab
// "A | B" at '|' -> A, B, each trimmed; one empty part of an empty text.
std::vector<std::string> parts_of(std::string_view text, char separator);
// What `start`, a file's first bytes, is instead of UTF-8 text, as the end of a sentence ("is UTF-16 text;
// …", or what foreign_bytes() says); empty where it may be text.
std::string not_text(std::string_view start);

// The whole file as it is. Nothing: it cannot be read.
std::optional<std::string> read_contents(const std::filesystem::path& file);

// The whole file, without a byte-order mark, each line ended by \n alone, whether it was by \n, \r\n or \r.
// Nothing: it cannot be read. Throws DataError: it is something else than UTF-8 text.
std::optional<std::string> read_text(const std::filesystem::path& file);

// One line of a file of settings: "name = value", "# comment" or nothing.
struct TextLine {
    int number = 0;    // from 1
    std::string text;  // trimmed, without its comment; never empty
};
// A # begins a comment at a line's start and after a blank; inside a word it belongs to it.
std::vector<TextLine> lines_with_text(std::string_view text);

}  // namespace gren
