#include "src/report/table_layout.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <regex>

#include "src/report/cells.h"

namespace gren::report {
namespace {

// Pixels of report.html's style in DejaVu Sans, the widest of its fonts.
constexpr double kWindow = 1220;  // of 1300 pixels
constexpr double kPaper = 950;    // A4, to the scale of print's smaller letters
constexpr double kLetter = 7.8, kNoteLetter = 6.9, kHeadLetter = 8.5, kPadding = 12.2;
constexpr double kName = 128;  // that a column of words wants which names the rows
constexpr double kUprightHead = 1.2 * kHeadLetter * 1.35;

// What has no figure in any row would have been one.
bool has_numbers(const Table& table, std::size_t column) {
    const auto has_value = [&](const Row& row) { return row.cells[column].value.has_value(); };
    const auto has_none = [&](const Row& row) { return row.cells[column].text == kNoFigure.text; };
    return std::ranges::any_of(table.rows, has_value) ||
           (!table.rows.empty() && std::ranges::all_of(table.rows, has_none));
}

double characters(const std::string& text) {
    return static_cast<double>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

double longest_word(const std::string& text) {
    double longest = 0;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find_first_of(" _/+-", start), text.size());
        longest = std::max(longest, characters(text.substr(start, end - start)));
        start = end + 1;
    }
    return longest;
}

// What the cells of a column want below its head.
double width_of_cells(const Table& table, std::size_t column, bool names_rows) {
    const bool numbers = has_numbers(table, column);
    double width = 0;
    for (const auto& row : table.rows) {
        const auto& [text, note, value, strong] = row.cells[column];
        const bool whole = numbers || is_figure(text);
        if (names_rows && !whole) width = std::max(width, kName);
        width = std::max({width, kLetter * (whole ? characters(text) : longest_word(text)),
                          kNoteLetter * (numbers ? characters(note) : longest_word(note))});
    }
    return width;
}

std::vector<std::vector<std::size_t>> parts_of(const std::vector<double>& widths, std::size_t names) {
    std::vector<std::size_t> part(names);
    std::iota(part.begin(), part.end(), 0U);
    const auto naming = part;
    const double width_of_names =
        std::accumulate(widths.begin(), widths.begin() + static_cast<std::ptrdiff_t>(names), 0.0);
    double width = width_of_names;
    std::vector<std::vector<std::size_t>> parts;
    for (auto column = names; column < widths.size(); ++column) {
        if (width + widths[column] > kWindow && part.size() > names) {
            parts.push_back(part);
            part = naming;
            width = width_of_names;
        }
        part.push_back(column);
        width += widths[column];
    }
    parts.push_back(part);
    return parts;
}

}  // namespace

bool is_figure(const std::string& text) {
    static const std::regex kFigure("(< |−|\\+)?[0-9.]+((–|…|/|_| to )(−|\\+)?[0-9.]+)*");
    return std::regex_match(text, kFigure);
}

TableLayout layout_of(const Table& table) {
    TableLayout layout;
    for (std::size_t i = 0; i < table.header.size(); ++i) layout.numbers.push_back(has_numbers(table, i));
    const auto names =
        static_cast<std::size_t>(std::ranges::find(layout.numbers, true) - layout.numbers.begin());
    std::vector<double> cells, columns;
    for (std::size_t i = 0; i < table.header.size(); ++i) {
        cells.push_back(width_of_cells(table, i, i < names));
        columns.push_back(std::max(cells[i], kHeadLetter * longest_word(table.header[i])) + kPadding);
    }
    const double width = std::accumulate(columns.begin(), columns.end(), 0.0);
    layout.heads = width > kWindow ? Heads::upright : width > kPaper ? Heads::upright_on_paper : Heads::lying;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        layout.long_heads.push_back(layout.numbers[i] &&
                                    kHeadLetter * longest_word(table.header[i]) > cells[i]);
        if (layout.long_heads[i] && layout.heads == Heads::upright)
            columns[i] = std::max(cells[i], kUprightHead) + kPadding;
    }
    if (layout.heads != Heads::upright) {
        layout.parts.emplace_back(columns.size());
        std::iota(layout.parts[0].begin(), layout.parts[0].end(), 0U);
        return layout;
    }
    layout.parts = parts_of(columns, names);
    return layout;
}

}  // namespace gren::report
