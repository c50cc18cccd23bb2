#include <fmt/format.h>

#include "src/report/document.h"
#include "src/report/filter_script.h"
#include "src/report/html_parts.h"
#include "src/report/style.h"
#include "src/report/svg.h"

namespace gren::report {
namespace {

struct HtmlRenderer {
    std::string operator()(const Paragraph& paragraph) const {
        return html_tag("p", "", escaped_xml(paragraph.text)) + "\n";
    }

    std::string operator()(const Table& table) const { return html_table(table); }

    std::string operator()(const Figure& figure) const {
        return html_tag(
                   "figure", fmt::format("class=\"plot\" id=\"{}\"", figure.id),
                   html_tag("div", "class=\"scroll\" tabindex=\"0\"", inline_svg(figure.svg, figure.id)) +
                       html_tag("figcaption", "", escaped_xml(figure.caption)) +
                       html_tag("p", "class=\"note\"", fmt::format("data/{0}.csv, data/{0}.gp", figure.id))) +
               "\n";
    }

    std::string operator()(const Gallery& gallery) const { return html_gallery(gallery); }
};

std::vector<const Gallery*> galleries_of(const Section& section) {
    std::vector<const Gallery*> galleries;
    for (const auto& block : section.blocks)
        if (const auto* gallery = std::get_if<Gallery>(&block)) galleries.push_back(gallery);
    return galleries;
}

}  // namespace

std::string html_tag(const std::string& name, const std::string& attributes, const std::string& content) {
    return fmt::format("<{0}{1}{2}>{3}</{0}>", name, attributes.empty() ? "" : " ", attributes, content);
}

std::string to_html(const Document& document) {
    std::string contents, body, script;
    for (const auto& section : document.sections) {
        contents += html_tag(
            "li", "",
            html_tag("a", fmt::format("href=\"#section_{}\"", section.id), escaped_xml(section.title)));
        const auto filter = html_gallery_filter(galleries_of(section));
        if (!filter.empty()) script = html_tag("script", "", kFilterScript);
        auto blocks = html_tag("h2", "", escaped_xml(section.title)) + "\n" + filter;
        for (const auto& block : section.blocks) blocks += std::visit(HtmlRenderer{}, block);
        body += html_tag("section", fmt::format("id=\"section_{}\"", section.id), blocks) + "\n";
    }
    std::string lead;
    for (const auto& warning : document.warnings)
        lead += html_tag("p", "class=\"warning\"",
                         html_tag("strong", "", "WARNING") + ": " + escaped_xml(warning)) +
                "\n";
    for (const auto& paragraph : document.lead) lead += html_tag("p", "", escaped_xml(paragraph)) + "\n";
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{0}</title>\n<style>\n{1}</style>\n</head>\n<body>\n"
        "<header>\n<h1>{0}</h1>\n{2}<nav><ol>{3}</ol></nav>\n</header>\n<main>\n{4}</main>\n{5}</body>\n</"
        "html>\n",
        escaped_xml(document.title), kReportStyle, lead, contents, body, script);
}

}  // namespace gren::report
