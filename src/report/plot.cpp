#include "src/report/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "dataio/atomic_file.h"
#include "src/report/gnuplot.h"

namespace gren::report {
namespace {

// Okabe and Ito, "Color Universal Design", without yellow and black, which one of two backgrounds hides.
constexpr std::array kColors{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#808080"};
constexpr std::array kFull{7, 5, 9, 11, 13}, kHollow{6, 4, 8, 10, 12};  // gnuplot's point types

std::string plot_csv(const LinePlot& plot) {
    Table table{
        .id = plot.id, .caption = "", .header = {"series", "label", "x", "y", "low", "high"}, .rows = {}};
    for (std::size_t i = 0; i < plot.series.size(); ++i)
        for (const auto& point : plot.series[i].points) {
            const auto number = [](double value) { return Cell{fmt::format("{}", value)}; };
            table.rows.push_back({{number(static_cast<double>(i)),
                                   {plot.series[i].label},
                                   number(point.x),
                                   number(point.y),
                                   number(point.low),
                                   number(point.high)}});
        }
    return to_csv(table);
}

std::string x_axis(const LinePlot& plot) {
    std::string tics;
    if (!plot.x_names.empty()) {
        for (std::size_t i = 0; i < plot.x_names.size(); ++i)
            tics += fmt::format("{}{} {}", i ? ", " : "", gnuplot_text(plot.x_names[i]), i);
        return fmt::format("set xtics rotate by 25 right ({})\nset xrange [-0.5:{}]\n", tics,
                           static_cast<double>(plot.x_names.size()) - 0.5);
    }
    if (plot.share_x) return "set xrange [0:1]\n";
    if (!plot.log_x)
        return plot.accuracy ? "set offsets graph 0.04, graph 0.04, 0, 0\n" : "set xrange [0:*]\n";
    std::set<double> values;
    for (const auto& series : plot.series)
        for (const auto& point : series.points) values.insert(point.x);
    for (const double value : values) tics += fmt::format("{}{}", tics.empty() ? "" : ", ", value);
    return fmt::format("set logscale x 2\nset xtics ({})\nset xrange [{}:{}]\n", tics, *values.begin() / 1.25,
                       *values.rbegin() * 1.25);
}

// Rows of one series only; the others are undefined, which breaks no line within a series.
std::string chosen_style(std::size_t series) {
    return fmt::format("($1=={}?$3:NaN):4", series);
}

std::string drawing(const Series& series, std::size_t index, const std::string& csv) {
    const auto color = static_cast<std::size_t>(series.color);
    const auto look = fmt::format("lc rgb '{}' lw 2{}", kColors[color % kColors.size()],
                                  series.stroke == Stroke::dashed ? " dt (8,5)" : "");
    const auto& types = series.stroke == Stroke::solid ? kFull : kHollow;
    const auto marker = fmt::format("pt {} ps 0.9", types[color % types.size()]);
    const bool line = series.stroke != Stroke::points;
    const bool intervals =
        std::ranges::any_of(series.points, [](const PlotPoint& point) { return point.low < point.high; });
    std::string text;
    if (intervals)
        text +=
            fmt::format("  '{}' using {}:5:6 with yerrorbars {} pt 0 notitle, \\\n", csv, chosen_style(index),
                        fmt::format("lc rgb '{}' lw 1.2", kColors[color % kColors.size()]));
    return text + fmt::format("  '{}' using {} with {} {} {} title {}, \\\n", csv, chosen_style(index),
                              !line            ? "points"
                              : series.markers ? "linespoints"
                                               : "lines",
                              look, line && !series.markers ? "" : marker, gnuplot_text(series.label));
}

}  // namespace

std::string line_look(std::size_t index) {
    constexpr std::array kDashes{"", " dt (8,5)", " dt (2,3)"};
    return fmt::format("lc rgb '{}' lw 2{}", kColors[index % kColors.size()],
                       kDashes[std::min(index / kColors.size(), kDashes.size() - 1)]);
}

Figure drawn(const LinePlot& plot, const std::filesystem::path& folder) {
    write_file_atomically(folder / (plot.id + ".csv"), plot_csv(plot));
    std::string script = fmt::format(
        "set key outside right top vertical maxcols 1 Left reverse samplen 2.5 spacing 1.25\nset border "
        "3\nset tics nomirror "
        "out\n"
        "set grid ytics lc rgb '#9A9A9A' lw 0.4\nset xlabel {}\nset ylabel {}\n{}{}",
        gnuplot_text(plot.x_label), gnuplot_text(plot.y_label), x_axis(plot),
        plot.accuracy ? "set yrange [0:1]\n" : "");
    script += "plot \\\n";
    for (std::size_t i = 0; i < plot.series.size(); ++i)
        script += drawing(plot.series[i], i, plot.id + ".csv");
    script.resize(script.size() - 4);  // the last ", \"
    script += '\n';
    // A legend that is higher than the plot would be broken into columns, and leave no room for it.
    const int rows = static_cast<int>(plot.series.size());
    return {plot.id, svg_from_gnuplot(folder, plot.id, 1000, std::max(400, 110 + 26 * rows), script),
            plot.caption};
}

}  // namespace gren::report
