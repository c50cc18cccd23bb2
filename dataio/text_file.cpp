#include "dataio/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include "dataio/data_error.h"
#include "dataio/foreign_bytes.h"

namespace gren {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr std::size_t kStart = 256;  // bytes that tell what a file is

std::string with_plain_line_ends(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        plain.push_back(text[i] == '\r' ? '\n' : text[i]);
    }
    return plain;
}

std::string_view without_comment(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i)
        if (line[i] == '#' && (i == 0 || is_blank(line[i - 1]))) return line.substr(0, i);
    return line;
}

}  // namespace

std::string_view without_mark(std::string_view text) {
    return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

std::vector<std::string> parts_of(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find(separator, begin), text.size());
        parts.emplace_back(trimmed(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return parts;
}

std::string not_text(std::string_view start) {
    if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF"))
        return "is UTF-16 text, expected UTF-8; save it as UTF-8";
    if (start.starts_with("PK\x03\x04"))
        return "is a zip archive or a spreadsheet (.xlsx), expected text; save it as CSV or unpack it";
    return foreign_bytes(start);
}

std::optional<std::string> read_contents(const std::filesystem::path& file) {
    if (std::filesystem::is_directory(file)) return std::nullopt;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return std::nullopt;
    std::ostringstream all;
    all << stream.rdbuf();
    return std::move(all).str();
}

std::optional<std::string> read_text(const std::filesystem::path& file) {
    const auto all = read_contents(file);
    if (!all) return std::nullopt;
    if (const auto found = not_text(std::string_view(*all).substr(0, kStart)); !found.empty())
        throw DataError(fmt::format("{} {}", file.string(), found));
    return with_plain_line_ends(without_mark(*all));
}

std::vector<TextLine> lines_with_text(std::string_view text) {
    std::vector<TextLine> lines;
    for (int number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        if (const auto line = trimmed(without_comment(text.substr(0, end))); !line.empty())
            lines.push_back({number, std::string(line)});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

}  // namespace gren
