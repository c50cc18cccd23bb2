#include "src/report/panel_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "dataio/atomic_file.h"
#include "src/report/gnuplot.h"

namespace gren::report {
namespace {

// Pixels, but for the decades.
constexpr int kWidth = 1000, kPanelHeight = 270, kLegendRow = 21, kLegendLetter = 8, kLegendSample = 60;
constexpr int kLeft = 62, kRight = 24, kTop = 34, kBottom = 62;  // margins of a panel
constexpr double kAroundConstant = 0.05;                         // y that a constant shows above and below
constexpr double kLogarithmicFrom = 10;                          // largest over smallest value

struct Layout {
    int columns = 0, rows = 0, legend_columns = 0, legend_rows = 0;
    int panels_height() const { return rows * kPanelHeight; }
    int height() const { return panels_height() + (legend_rows + 1) * kLegendRow; }
};

Layout layout_of(const PanelPlot& plot) {
    const auto count = static_cast<int>(plot.panels.size());
    const auto entries = static_cast<int>(plot.lines.size()) + (plot.band_name.empty() ? 0 : 1);
    auto longest = plot.band_name.size();
    for (const auto& name : plot.lines) longest = std::max(longest, name.size());
    Layout layout;
    layout.columns = count < 3 ? count : count == 4 ? 2 : 3;
    layout.rows = (count + layout.columns - 1) / layout.columns;
    layout.legend_columns = std::clamp(
        (kWidth - kLeft) / (kLegendLetter * static_cast<int>(longest) + kLegendSample), 1, entries);
    layout.legend_rows = (entries + layout.legend_columns - 1) / layout.legend_columns;
    return layout;
}

std::string panel_plot_csv(const PanelPlot& plot) {
    Table table{.id = plot.id,
                .caption = "",
                .header = {"panel", "line", "title", "label", "x", "y", "low", "high"},
                .rows = {}};
    const auto number = [](double value) { return Cell{fmt::format("{}", value)}; };
    const auto add = [&](std::size_t panel, int line, const std::string& label, const PlotPoint& point) {
        table.rows.push_back(
            {{number(static_cast<double>(panel)), number(line), Cell{plot.panels[panel].title}, Cell{label},
              number(point.x), number(point.y), number(point.low), number(point.high)}});
    };
    for (std::size_t p = 0; p < plot.panels.size(); ++p) {
        for (const auto& point : plot.panels[p].band) add(p, -1, plot.band_name, point);
        for (std::size_t i = 0; i < plot.panels[p].lines.size(); ++i)
            for (const auto& point : plot.panels[p].lines[i])
                add(p, static_cast<int>(i), plot.lines[i], point);
    }
    return to_csv(table);
}

// Of what a panel draws.
std::pair<double, double> range_of(const CurvePanel& panel) {
    double lowest = 1e300, highest = -1e300;
    for (const auto& point : panel.band)
        lowest = std::min(lowest, point.low), highest = std::max(highest, point.high);
    for (const auto& line : panel.lines)
        for (const auto& point : line)
            lowest = std::min(lowest, point.y), highest = std::max(highest, point.y);
    return {lowest, highest};
}

// Few decades have marks at 1, 2 and 5 of each: one mark says nothing of an axis.
std::string y_axis(const CurvePanel& panel) {
    const auto [lowest, highest] = range_of(panel);
    if (lowest == highest)
        return fmt::format("unset logscale y\nset yrange [{:g}:{:g}]\nset ytics autofreq\n",
                           lowest - kAroundConstant, highest + kAroundConstant);
    if (panel.few || lowest <= 0 || highest <= kLogarithmicFrom * lowest)
        return "unset logscale y\nset yrange [*:*]\nset ytics autofreq\n";
    const bool few = highest < 1000 * lowest;
    std::string marks;
    for (int decade = static_cast<int>(std::floor(std::log10(lowest))); std::pow(10, decade) <= highest;
         ++decade)
        for (const int digit : few ? std::vector{1, 2, 5} : std::vector{1})
            marks += fmt::format("{}{:g}", marks.empty() ? "" : ", ", digit * std::pow(10, decade));
    return fmt::format("set logscale y 10\nset yrange [{:g}:{:g}]\nset ytics ({})\n", lowest / 1.1,
                       highest * 1.1, marks);
}

// Sides of a rectangle in pixels from the upper left, as margins of the screen.
std::string margins(const Layout& layout, int left, int right, int top, int bottom) {
    const auto down = [&](int pixels) { return 1 - static_cast<double>(pixels) / layout.height(); };
    return fmt::format(
        "set lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\nset tmargin at screen {:.4f}\n"
        "set bmargin at screen {:.4f}\n",
        static_cast<double>(left) / kWidth, static_cast<double>(right) / kWidth, down(top), down(bottom));
}

std::string rows_of(const PanelPlot& plot, std::size_t panel, int line, const std::string& columns) {
    return fmt::format("'{}.csv' using (($1=={}&&$2=={})?$5:NaN):{}", plot.id, panel, line, columns);
}

std::string panel_script(const PanelPlot& plot, const Layout& layout, std::size_t index) {
    const auto& panel = plot.panels[index];
    const int column = static_cast<int>(index) % layout.columns,
              row = static_cast<int>(index) / layout.columns;
    const int width = kWidth / layout.columns;
    std::vector<std::string> parts;
    if (!panel.band.empty())
        parts.push_back(rows_of(plot, index, -1, "7:8") + " with filledcurves lc rgb '#C9D6E2' notitle");
    for (std::size_t i = 0; i < panel.lines.size(); ++i)
        if (!panel.lines[i].empty())
            parts.push_back(fmt::format("{} with {} {} notitle",
                                        rows_of(plot, index, static_cast<int>(i), "6"),
                                        panel.few ? "linespoints pt 7 ps 0.5" : "lines", line_look(i)));
    std::string drawings;
    for (const auto& part : parts) drawings += (drawings.empty() ? "" : ", \\\n  ") + part;
    return margins(layout, column * width + kLeft, (column + 1) * width - kRight, row * kPanelHeight + kTop,
                   (row + 1) * kPanelHeight - kBottom) +
           fmt::format("set title {}\n{}plot {}\n", gnuplot_text(panel.title), y_axis(panel), drawings);
}

// A constant above the range draws nothing but its line in the legend.
std::string legend_script(const PanelPlot& plot, const Layout& layout) {
    std::string drawings;
    const auto add = [&](const std::string& look, const std::string& name) {
        drawings +=
            fmt::format("{}2 with {} title {}", drawings.empty() ? "" : ", \\\n  ", look, gnuplot_text(name));
    };
    for (std::size_t i = 0; i < plot.lines.size(); ++i) add("lines " + line_look(i), plot.lines[i]);
    if (!plot.band_name.empty()) add("lines lw 10 lc rgb '#C9D6E2'", plot.band_name);
    return "unset title\nunset border\nunset tics\nunset grid\nunset xlabel\nunset logscale y\n" +
           margins(layout, kLeft, kWidth - kRight, layout.panels_height(), layout.height() - 4) +
           fmt::format(
               "set key at graph 0,1 left top vertical Left reverse maxrows {} samplen 2.5 spacing 1.2\n"
               "plot [0:1] [0:1] {}\n",
               layout.legend_rows, drawings);
}

}  // namespace

Figure drawn(const PanelPlot& plot, const std::filesystem::path& folder) {
    write_file_atomically(folder / (plot.id + ".csv"), panel_plot_csv(plot));
    const auto layout = layout_of(plot);
    auto script = fmt::format(
        "set multiplot\nunset key\nset border 3\nset tics nomirror out font ',11'\nset grid ytics lc rgb "
        "'#C0C0C0' lw 0.4\nset xrange [0:*]\nset xlabel {} offset 0,0.4\nset title offset 0,-0.4\n",
        gnuplot_text(plot.x_label));
    for (std::size_t i = 0; i < plot.panels.size(); ++i) script += panel_script(plot, layout, i);
    script += legend_script(plot, layout) + "unset multiplot\n";
    return {plot.id, svg_from_gnuplot(folder, plot.id, kWidth, layout.height(), script), plot.caption};
}

}  // namespace gren::report
