#include "dataio/archive/box_row.h"

#include <fmt/format.h>

namespace gren {

ListedBox box_of_row(const NamedTable& table, std::int32_t cls, const std::array<const char*, 4>& columns) {
    const auto pixels = [&](std::size_t i) { return static_cast<float>(table.number(columns[i])); };
    const ListedBox box{{cls, pixels(0), pixels(1), pixels(2), pixels(3)}, table.place()};
    if (box.w <= 0 || box.h <= 0)
        table.fail(fmt::format("the box has width {} and height {}, expected both above 0",
                               table.text(columns[2]), table.text(columns[3])));
    return box;
}

}  // namespace gren
