#include "src/report/heat_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "dataio/atomic_file.h"
#include "src/report/gnuplot.h"

namespace gren::report {
namespace {

std::string heat_map_csv(const HeatMap& map) {
    Table table{.id = map.id, .caption = "", .header = {""}, .rows = {}};
    table.header.insert(table.header.end(), map.columns.begin(), map.columns.end());
    for (std::size_t i = 0; i < map.rows.size(); ++i) {
        Row row{.cells = {{map.rows[i]}}};
        for (const double value : map.values[i]) row.cells.push_back({fmt::format("{}", value)});
        table.rows.push_back(std::move(row));
    }
    return to_csv(table);
}

}  // namespace

Figure drawn(const HeatMap& map, const std::filesystem::path& folder) {
    write_file_atomically(folder / (map.id + ".csv"), heat_map_csv(map));
    const auto rows = static_cast<int>(map.rows.size()), columns = static_cast<int>(map.columns.size());
    const double middle = (map.low + map.high) / 2;
    const auto data = fmt::format("'{}.csv' matrix rowheaders columnheaders", map.id);
    const auto values = [&](const char* sign, const char* color) {
        return fmt::format("  {} using 1:2:($3{}{}?sprintf('%.2f',$3):'') with labels font ',11' tc rgb '{}'",
                           data, sign, middle, color);
    };
    const auto script = fmt::format(
        "set palette defined (0 '#EFF3FF', 0.5 '#6BAED6', 1 '#08306B')\nset cbrange [{}:{}]\n"
        "set cblabel 'similarity'\nset yrange [{}:-0.5]\nset xrange [-0.5:{}]\nset border 0\nset tics scale "
        "0\n"
        "set xtics rotate by 45 right\nunset key\nplot \\\n  {} with image pixels, \\\n{}, \\\n{}\n",
        map.low, map.high, rows - 0.5, columns - 0.5, data, values(">", "#FFFFFF"), values("<=", "#111111"));
    return {map.id, svg_from_gnuplot(folder, map.id, 330 + 56 * columns, 170 + 40 * rows, script),
            map.caption};
}

}  // namespace gren::report
