// Lines and points with intervals, drawn by gnuplot from a CSV that stays beside the script.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/report/document.h"

namespace gren::report {

struct PlotPoint {
    double x = 0, y = 0, low = 0, high = 0;
};

inline constexpr int kGrey = 6;  // of the palette: of what the others are compared with

enum class Stroke { solid, dashed, points };  // of a series; `points`: markers without a line, hollow

struct Series {
    std::string label;
    std::vector<PlotPoint> points;
    int color = 0;  // counted through a palette that color-blind people can tell apart
    Stroke stroke = Stroke::solid;
    bool markers = true;
};

struct LinePlot {
    std::string id, caption, x_label, y_label;
    bool log_x = false;     // to base 2
    bool accuracy = false;  // y from 0 to 1
    bool share_x = false;   // x from 0 to 1
    std::vector<Series> series;
    std::vector<std::string> x_names = {};  // of x = 0, 1, ...; numbers where empty
};

// How gnuplot draws the line `index` of a plot: told apart by color, then by dashes, then by dots.
std::string line_look(std::size_t index);

// data/<id>.csv, .gp and .svg in `folder`. Throws as svg_from_gnuplot().
Figure drawn(const LinePlot& plot, const std::filesystem::path& folder);

}  // namespace gren::report
