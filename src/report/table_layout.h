// How a table stands on a page without scrolling, from the widths of its texts.
#pragma once

#include <string>
#include <vector>

#include "src/report/document.h"

namespace gren::report {

enum class Heads { lying, upright_on_paper, upright };

struct TableLayout {
    std::vector<bool> numbers;  // by column: some cell has a value, or none a figure; all stand to the right
    std::vector<bool> long_heads;  // by column: of numbers, with a head that is wider than they are
    Heads heads = Heads::lying;    // how the long ones stand
    // The columns of each part of the table, one below the other; usually one part. Each begins with the
    // columns before the first of numbers, which name the rows.
    std::vector<std::vector<std::size_t>> parts;
};

// For a window of 1300 pixels and for A4. Heads stand upright only where the table would be too wide
// otherwise, parts are made only where it is too wide still.
TableLayout layout_of(const Table& table);

// A number, a share or an interval, which no line may end in.
bool is_figure(const std::string& text);

}  // namespace gren::report
