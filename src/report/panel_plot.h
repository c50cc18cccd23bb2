// Several quantities of the same lines, a panel each over one x, with one legend: drawn by gnuplot from a CSV
// that stays beside the script.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/report/document.h"
#include "src/report/plot.h"

namespace gren::report {

struct CurvePanel {
    std::string title;
    std::vector<std::vector<PlotPoint>> lines;  // of each line of the plot; empty: it has no such quantity
    std::vector<PlotPoint> band = {};           // from low to high, behind the lines; none where empty
    bool few = false;                           // points so few that each has a mark
};

struct PanelPlot {
    std::string id, caption, x_label;
    std::vector<std::string> lines;  // their names, in the order of their looks
    std::string band_name;           // empty: no panel has a band
    std::vector<CurvePanel> panels;
};
inline constexpr std::size_t kMostLines = 16;  // that one plot can show apart

// data/<id>.csv, .gp and .svg in `folder`. A panel of many points above 0 that span more than a decade
// has a logarithmic y. Throws as svg_from_gnuplot().
Figure drawn(const PanelPlot& plot, const std::filesystem::path& folder);

}  // namespace gren::report
