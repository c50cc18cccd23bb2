#include <fmt/format.h>
#include <fmt/ranges.h>

#include "src/report/document.h"

namespace gren::report {
namespace {

// Of what Markdown would take as markup; a "|" would end a table's cell.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string cell(const Cell& one) {
    auto text = escaped(one.text);
    if (one.strong) text = "**" + text + "**";
    if (!one.note.empty()) text += " (" + escaped(one.note) + ")";
    return text;
}

struct MarkdownRenderer {
    std::string operator()(const Paragraph& paragraph) const { return escaped(paragraph.text) + "\n\n"; }

    std::string operator()(const Table& table) const {
        std::string text = "**" + escaped(table.caption) + "**\n\n|";
        std::string rule = "|";
        for (const auto& name : table.header) {
            text += fmt::format(" {} |", escaped(name));
            rule += "---|";
        }
        text += fmt::format("\n{}\n", rule);
        for (const auto& row : table.rows) {
            text += '|';
            for (const auto& one : row.cells) text += fmt::format(" {} |", cell(one));
            text += '\n';
        }
        text += '\n';
        for (const auto& note : table.notes) text += escaped(note) + "\n\n";
        return table.id.empty() ? text : text + fmt::format("[data/{0}.csv](data/{0}.csv)\n\n", table.id);
    }

    std::string operator()(const Figure& figure) const {
        return fmt::format("![{0}](data/{1}.svg)\n\n{0}\n\n", escaped(figure.caption), figure.id);
    }

    std::string operator()(const Gallery& gallery) const {
        auto text = fmt::format("### {}\n\n{}\n\n", escaped(gallery.title), escaped(gallery.caption));
        for (const auto& one : gallery.cases)
            text += fmt::format("![{0}](data/{1}.svg)\n\n", escaped(one.caption), one.id);
        return text;
    }
};

}  // namespace

std::string to_markdown(const Document& document) {
    std::string text = "# " + escaped(document.title) + "\n\n";
    for (const auto& warning : document.warnings) text += "**WARNING**: " + escaped(warning) + "\n\n";
    for (const auto& paragraph : document.lead) text += escaped(paragraph) + "\n\n";
    for (const auto& section : document.sections) {
        text += "## " + escaped(section.title) + "\n\n";
        for (const auto& block : section.blocks) text += std::visit(MarkdownRenderer{}, block);
    }
    return text;
}

}  // namespace gren::report
