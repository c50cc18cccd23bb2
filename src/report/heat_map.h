// A matrix of similarities as colored cells with their values, drawn by gnuplot.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/report/document.h"

namespace gren::report {

struct HeatMap {
    std::string id, caption;
    std::vector<std::string> rows, columns;   // names
    std::vector<std::vector<double>> values;  // [rows][columns]; NaN: an empty cell
    double low = 0, high = 1;                 // of the colors, the darker the higher
};

// data/<id>.csv (names in its first line and column), .gp and .svg in `folder`. Throws as svg_from_gnuplot().
Figure drawn(const HeatMap& map, const std::filesystem::path& folder);

}  // namespace gren::report
