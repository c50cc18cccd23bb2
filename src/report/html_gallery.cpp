#include <fmt/format.h>

#include <algorithm>

#include "src/report/html_parts.h"
#include "src/report/svg.h"

namespace gren::report {
namespace {

std::string lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    return text;
}

// The picture stands once on the page; the panels use it.
std::string panels_html(const Case& one) {
    std::string panels = fmt::format("<svg class=\"shared\"><defs>{}</defs></svg>", shared_image(one));
    for (const auto& panel : one.panels)
        panels += html_tag(
            "figure", "class=\"panel\"",
            fmt::format("<svg viewBox=\"0 0 {0} {0}\" role=\"img\" aria-label=\"{1}\">{2}</svg>", kPanelSide,
                        escaped_xml(fmt::format("{}: {} {}", one.caption, panel.title, panel.note)),
                        panel.drawing) +
                html_tag("figcaption", "",
                         escaped_xml(panel.title) +
                             (panel.note.empty() ? "" : html_tag("small", "", escaped_xml(panel.note)))));
    return panels;
}

std::string option(const std::string& value, const std::string& words) {
    return html_tag("option", fmt::format("value=\"{}\"", escaped_xml(value)), escaped_xml(words));
}

std::string choice(const std::string& name, const std::string& words, const std::string& options) {
    return html_tag("label", "",
                    escaped_xml(words) + " " + html_tag("select", fmt::format("name=\"{}\"", name), options));
}

}  // namespace

std::string html_gallery(const Gallery& gallery) {
    std::string cases;
    std::size_t panels = 1;
    for (const auto& one : gallery.cases) {
        cases += html_tag("figure",
                          fmt::format("class=\"case\" id=\"{}\" data-disease=\"{}\" data-found=\"{}\" "
                                      "data-words=\"{}\"",
                                      one.id, escaped_xml(one.disease), one.found ? "yes" : "no",
                                      escaped_xml(lower_case(one.file + " " + one.patient))),
                          html_tag("figcaption", "", escaped_xml(one.caption)) +
                              html_tag("div", "class=\"panels\"", panels_html(one))) +
                 "\n";
        panels = std::max(panels, one.panels.size());
    }
    return html_tag("div", fmt::format("class=\"gallery\" style=\"--panels: {}\"", panels),
                    html_tag("h3", "", escaped_xml(gallery.title)) +
                        html_tag("p", "", escaped_xml(gallery.caption)) +
                        html_tag("div", "class=\"cases\"", "\n" + cases)) +
           "\n";
}

std::string html_gallery_filter(const std::vector<const Gallery*>& galleries) {
    std::vector<std::string> diseases;
    std::string judge;
    for (const auto* gallery : galleries)
        for (const auto& one : gallery->cases) {
            diseases.push_back(one.disease);
            judge = gallery->judge;
        }
    if (diseases.empty()) return "";
    std::ranges::sort(diseases);
    const auto [repeated, end] = std::ranges::unique(diseases);
    diseases.erase(repeated, end);
    auto of_disease = option("", "all");
    for (const auto& disease : diseases) of_disease += option(disease, disease);
    return html_tag(
               "form", "id=\"filter\" role=\"search\" hidden",
               choice("disease", "Disease", of_disease) +
                   choice("found", "At T(IoU) = 0.5",
                          option("", "found or missed") + option("yes", "found by " + judge) +
                              option("no", "missed by " + judge)) +
                   html_tag("label", "",
                            "File or patient <input name=\"words\" type=\"search\" autocomplete=\"off\">") +
                   html_tag("button", "type=\"reset\"", "Show all") +
                   html_tag("output", "aria-live=\"polite\"", "")) +
           "\n";
}

}  // namespace gren::report
