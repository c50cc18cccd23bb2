#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "src/report/html_parts.h"
#include "src/report/svg.h"

namespace gren::report {
namespace {

constexpr char kNumber[] = "class=\"number\"";
constexpr std::size_t kPageCharacters =
    125;                             // of a table's font that A4 holds; a window of 1300 pixels has more
constexpr std::size_t kPadding = 2;  // of a cell, in characters
constexpr std::size_t kNameCharacters = 16;  // that a row's name wants

// A column of numbers is one in which some cell has a value: its head and its gaps stand to the
// right as well.
bool has_numbers(const Table& table, std::size_t column) {
    return std::ranges::any_of(table.rows,
                               [&](const Row& row) { return row.cells[column].value.has_value(); });
}

// A number, a share or an interval, which no line may end in.
bool is_figure(const std::string& text) {
    static const std::regex kFigure("(< |−|\\+)?[0-9.]+((–|…|/|_| to )(−|\\+)?[0-9.]+)*");
    return std::regex_match(text, kFigure);
}

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::size_t longest_word(const std::string& text) {
    std::size_t longest = 0;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find_first_of(" _/+-", start), text.size());
        longest = std::max(longest, characters(text.substr(start, end - start)));
        start = end + 1;
    }
    return longest;
}

// Of the cells alone, in characters.
std::size_t narrowest(const Table& table, std::size_t column) {
    const bool numbers = has_numbers(table, column);
    std::size_t width = column == 0 && !numbers ? kNameCharacters : 0;
    for (const auto& row : table.rows)
        for (const auto& text : {row.cells[column].text, row.cells[column].note})
            width = std::max(width, numbers || is_figure(text) ? characters(text) : longest_word(text));
    return width;
}

bool wants_upright_heads(const Table& table) {
    std::size_t width = 0;
    for (std::size_t i = 0; i < table.header.size(); ++i)
        width += std::max(narrowest(table, i), longest_word(table.header[i])) + kPadding;
    return width > kPageCharacters;
}

// A name of a run, a file, a class or a version may go on in the next line behind these.
std::string breakable_xml(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += escaped_xml({c});
        if (c == '_' || c == '/' || c == '+') out += "<wbr>";
    }
    return out;
}

std::string cell_html(const Cell& cell, bool names_row, bool in_numbers) {
    const bool figure = is_figure(cell.text);
    auto content = figure ? escaped_xml(cell.text) : breakable_xml(cell.text);
    if (cell.strong) content = html_tag("strong", "", content);
    if (!cell.note.empty()) content += html_tag("small", "", escaped_xml(cell.note));
    if (names_row) return html_tag("th", figure ? "scope=\"row\"" : "scope=\"row\" class=\"words\"", content);
    return html_tag("td", in_numbers ? kNumber : figure ? "class=\"figure\"" : "", content);
}

std::string row_class(const Row& row) {
    const auto* kind = row.kind == RowKind::paper     ? "paper"
                       : row.kind == RowKind::ceiling ? "ceiling"
                       : row.kind == RowKind::control ? "control"
                                                      : "own";
    return fmt::format("class=\"{}{}\"", kind, row.starts_block ? " block" : "");
}

}  // namespace

std::string html_table(const Table& table) {
    std::string head, body, notes;
    std::vector<bool> numbers;
    const bool upright = wants_upright_heads(table);
    for (std::size_t i = 0; i < table.header.size(); ++i) {
        numbers.push_back(has_numbers(table, i));
        const auto words = breakable_xml(table.header[i]);
        head += html_tag("th", numbers[i] ? fmt::format("scope=\"col\" {}", kNumber) : "scope=\"col\"",
                         upright && numbers[i] && longest_word(table.header[i]) > narrowest(table, i)
                             ? html_tag("span", "class=\"upright\"", words)
                             : words);
    }
    for (const auto& row : table.rows) {
        std::string cells;
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            cells += cell_html(row.cells[i], i == 0, numbers[i]);
        body += html_tag("tr", row_class(row), cells) + "\n";
    }
    for (const auto& note : table.notes) notes += html_tag("p", "class=\"note\"", escaped_xml(note)) + "\n";
    const auto content =
        html_tag("thead", "", html_tag("tr", "", head)) + "\n" + html_tag("tbody", "", "\n" + body);
    return html_tag(
               "figure", fmt::format("class=\"table\" id=\"{}\"", table.id),
               html_tag("figcaption", "", escaped_xml(table.caption)) +
                   html_tag("div",
                            fmt::format("class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"",
                                        escaped_xml(table.caption)),
                            html_tag("table", "", content)) +
                   notes + html_tag("p", "class=\"note\"", fmt::format("data/{}.csv", table.id))) +
           "\n";
}

}  // namespace gren::report
