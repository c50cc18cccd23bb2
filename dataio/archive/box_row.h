// A box as a table's row has it: corner, width and height.
#pragma once

#include <array>
#include <cstdint>

#include "dataio/archive/archive.h"
#include "dataio/named_table.h"

namespace gren {

// `columns`: of x, y, width and height. Throws DataError behind the row's place: what is no number, a box
// without width or height.
ListedBox box_of_row(const NamedTable& table, std::int32_t cls, const std::array<const char*, 4>& columns);

}  // namespace gren
