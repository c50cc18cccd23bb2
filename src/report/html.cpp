#include <fmt/format.h>

#include <algorithm>

#include "src/report/document.h"
#include "src/report/style.h"
#include "src/report/svg.h"

namespace gren::report {
namespace {

std::string tag(const std::string& name, const std::string& attributes, const std::string& content) {
    return fmt::format("<{0}{1}{2}>{3}</{0}>", name, attributes.empty() ? "" : " ", attributes, content);
}

constexpr char kNumber[] = "class=\"number\"";

// A column of numbers is one in which some cell has a value: its head and its gaps stand to the
// right as well.
bool has_numbers(const Table& table, std::size_t column) {
    return std::ranges::any_of(table.rows,
                               [&](const Row& row) { return row.cells[column].value.has_value(); });
}

std::string cell_html(const Cell& cell, bool names_row, bool in_numbers) {
    auto content = escaped_xml(cell.text);
    if (cell.strong) content = tag("strong", "", content);
    if (!cell.note.empty()) content += tag("small", "", escaped_xml(cell.note));
    return names_row ? tag("th", "scope=\"row\"", content) : tag("td", in_numbers ? kNumber : "", content);
}

std::string row_class(const Row& row) {
    const auto* kind = row.kind == RowKind::paper     ? "paper"
                       : row.kind == RowKind::ceiling ? "ceiling"
                       : row.kind == RowKind::control ? "control"
                                                      : "own";
    return fmt::format("class=\"{}{}\"", kind, row.starts_block ? " block" : "");
}

struct HtmlRenderer {
    std::string operator()(const Paragraph& paragraph) const {
        return tag("p", "", escaped_xml(paragraph.text)) + "\n";
    }

    std::string operator()(const Table& table) const {
        std::string head, body, notes;
        std::vector<bool> numbers;
        for (std::size_t i = 0; i < table.header.size(); ++i) {
            numbers.push_back(has_numbers(table, i));
            head += tag("th", numbers[i] ? fmt::format("scope=\"col\" {}", kNumber) : "scope=\"col\"",
                        escaped_xml(table.header[i]));
        }
        for (const auto& row : table.rows) {
            std::string cells;
            for (std::size_t i = 0; i < row.cells.size(); ++i)
                cells += cell_html(row.cells[i], i == 0, numbers[i]);
            body += tag("tr", row_class(row), cells) + "\n";
        }
        for (const auto& note : table.notes) notes += tag("p", "class=\"note\"", escaped_xml(note)) + "\n";
        return tag("figure", fmt::format("class=\"table\" id=\"{}\"", table.id),
                   tag("figcaption", "", escaped_xml(table.caption)) +
                       tag("div", "class=\"scroll\" tabindex=\"0\"",
                           tag("table", "",
                               tag("thead", "", tag("tr", "", head)) + "\n" +
                                   tag("tbody", "", "\n" + body))) +
                       notes + tag("p", "class=\"note\"", fmt::format("data/{}.csv", table.id))) +
               "\n";
    }

    std::string operator()(const Figure& figure) const {
        return tag("figure", fmt::format("class=\"plot\" id=\"{}\"", figure.id),
                   tag("div", "class=\"scroll\" tabindex=\"0\"", inline_svg(figure.svg, figure.id)) +
                       tag("figcaption", "", escaped_xml(figure.caption)) +
                       tag("p", "class=\"note\"", fmt::format("data/{0}.csv, data/{0}.gp", figure.id))) +
               "\n";
    }

    std::string operator()(const Gallery& gallery) const {
        std::string cases;
        for (const auto& one : gallery.cases) {
            // The picture stands once on the page; the panels use it.
            std::string panels =
                fmt::format("<svg class=\"shared\"><defs>{}</defs></svg>", shared_image(one));
            for (const auto& panel : one.panels)
                panels +=
                    tag("figure", "class=\"panel\"",
                        fmt::format("<svg viewBox=\"0 0 {0} {0}\">{1}</svg>", kPanelSide, panel.drawing) +
                            tag("figcaption", "",
                                escaped_xml(panel.title) +
                                    (panel.note.empty() ? "" : tag("small", "", escaped_xml(panel.note)))));
            cases += tag("figure", fmt::format("class=\"case\" id=\"{}\"", one.id),
                         tag("figcaption", "", escaped_xml(one.caption)) +
                             tag("div", "class=\"panels\"", panels)) +
                     "\n";
        }
        return tag("p", "", escaped_xml(gallery.caption)) + "\n" + cases;
    }
};

}  // namespace

std::string to_html(const Document& document) {
    std::string contents, body;
    for (const auto& section : document.sections) {
        contents += tag(
            "li", "", tag("a", fmt::format("href=\"#section_{}\"", section.id), escaped_xml(section.title)));
        std::string blocks = tag("h2", "", escaped_xml(section.title)) + "\n";
        for (const auto& block : section.blocks) blocks += std::visit(HtmlRenderer{}, block);
        body += tag("section", fmt::format("id=\"section_{}\"", section.id), blocks) + "\n";
    }
    std::string lead;
    for (const auto& warning : document.warnings)
        lead +=
            tag("p", "class=\"warning\"", tag("strong", "", "WARNING") + ": " + escaped_xml(warning)) + "\n";
    for (const auto& paragraph : document.lead) lead += tag("p", "", escaped_xml(paragraph)) + "\n";
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{0}</title>\n<style>\n{1}</style>\n</head>\n<body>\n"
        "<header>\n<h1>{0}</h1>\n{2}<nav><ol>{3}</ol></nav>\n</header>\n<main>\n{4}</main>\n</body>\n</"
        "html>\n",
        escaped_xml(document.title), kReportStyle, lead, contents, body);
}

}  // namespace gren::report
