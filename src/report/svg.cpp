#include "src/report/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/algorithm/string/replace.hpp>
#include <map>
#include <regex>

namespace gren::report {

std::string escaped_xml(const std::string& text) {
    std::string out;
    for (const char c : text) switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    return out;
}

std::string inline_svg(std::string file, const std::string& prefix) {
    const auto start = file.find("<svg");
    file.erase(0, std::min(start, file.size()));
    const std::pair<std::string, std::string> changes[]{
        {"xmlns=\"http://www.w3.org/2000/svg\"", ""}, {"xmlns:xlink=\"http://www.w3.org/1999/xlink\"", ""},
        {"id=\"gnuplot_", "id=\"" + prefix + "_"},    {"id='", "id='" + prefix + "_"},
        {"href='#", "href='#" + prefix + "_"},
    };
    for (const auto& [from, to] : changes) boost::replace_all(file, from, to);
    return std::regex_replace(file, std::regex("<(title|desc)>[^<]*</\\1>"), "");
}

std::string shared_image(const Case& one) {
    return fmt::format("<image id=\"{0}\" width=\"{1}\" height=\"{1}\" href=\"{2}\"/>", one.image_id,
                       kPanelSide, one.image);
}

std::string to_svg(const Case& one) {
    constexpr int kGap = 12, kWords = 44, kHead = 28, kColumns = 7;
    const auto count = static_cast<int>(one.panels.size());
    const int columns = std::min(count, kColumns), rows = (count + kColumns - 1) / kColumns;
    const int width = columns * (kPanelSide + kGap) - kGap, height = kHead + rows * (kPanelSide + kWords);
    std::string panels;
    for (int i = 0; i < count; ++i) {
        const auto& panel = one.panels[static_cast<std::size_t>(i)];
        panels += fmt::format(
            "<g transform=\"translate({},{})\">{}<text x=\"0\" y=\"{}\">{}</text><text x=\"0\" "
            "y=\"{}\">{}</text></g>\n",
            i % kColumns * (kPanelSide + kGap), kHead + i / kColumns * (kPanelSide + kWords), panel.drawing,
            kPanelSide + 18, escaped_xml(panel.title), kPanelSide + 36, escaped_xml(panel.note));
    }
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
        "viewBox=\"0 0 {0} {1}\" font-family=\"sans-serif\" font-size=\"14\">\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/><defs>{2}</defs>\n<text x=\"0\" y=\"18\" "
        "font-weight=\"bold\">{3}</text>\n{4}</svg>\n",
        width, height, shared_image(one), escaped_xml(one.caption), panels);
}

}  // namespace gren::report
