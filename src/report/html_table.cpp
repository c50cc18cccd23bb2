#include <fmt/format.h>

#include <map>

#include "src/report/html_parts.h"
#include "src/report/svg.h"
#include "src/report/table_layout.h"

namespace gren::report {
namespace {

constexpr char kNumber[] = "class=\"number\"";
const std::map<Heads, std::string> kHeads{{Heads::lying, ""},
                                          {Heads::upright_on_paper, "class=\"upright_on_paper\""},
                                          {Heads::upright, "class=\"upright\""}};

// A name of a run, a file, a class or a version may go on in the next line behind these.
std::string breakable_xml(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += escaped_xml({c});
        if (c == '_' || c == '/' || c == '+') out += "<wbr>";
    }
    return out;
}

std::string head_html(const std::string& head, bool numbers, bool long_head) {
    const auto words = breakable_xml(head);
    return html_tag("th", numbers ? fmt::format("scope=\"col\" {}", kNumber) : "scope=\"col\"",
                    long_head ? html_tag("span", "class=\"long\"", words) : words);
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

std::string part_html(const Table& table, const TableLayout& layout,
                      const std::vector<std::size_t>& columns) {
    std::string head, body;
    for (const auto i : columns) head += head_html(table.header[i], layout.numbers[i], layout.long_heads[i]);
    for (const auto& row : table.rows) {
        std::string cells;
        for (const auto i : columns) cells += cell_html(row.cells[i], i == 0, layout.numbers[i]);
        body += html_tag("tr", row_class(row), cells) + "\n";
    }
    return html_tag(
        "table", kHeads.at(layout.heads),
        html_tag("thead", "", html_tag("tr", "", head)) + "\n" + html_tag("tbody", "", "\n" + body));
}

}  // namespace

std::string html_table(const Table& table) {
    const auto layout = layout_of(table);
    std::string parts, notes;
    for (const auto& columns : layout.parts) parts += part_html(table, layout, columns);
    for (const auto& note : table.notes) notes += html_tag("p", "class=\"note\"", escaped_xml(note)) + "\n";
    const auto caption = escaped_xml(table.caption);
    return html_tag(
               "figure", fmt::format("class=\"table\" id=\"{}\"", table.id),
               html_tag("figcaption", "", caption) +
                   html_tag("div",
                            fmt::format("class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"",
                                        caption),
                            parts) +
                   notes + html_tag("p", "class=\"note\"", fmt::format("data/{}.csv", table.id))) +
           "\n";
}

}  // namespace gren::report
