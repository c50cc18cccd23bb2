#include "src/evaluation/table_cells.h"

namespace gren {

std::string table_row(const std::string& name, const std::vector<std::string>& cells,
                      const std::vector<int>& widths) {
    auto line = fmt::format("{:<19}", name);
    for (std::size_t i = 0; i < cells.size(); ++i) line += fmt::format("{:>{}}", cells[i], widths[i]);
    return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

}  // namespace gren
