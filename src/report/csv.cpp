#include <fmt/format.h>

#include <algorithm>

#include "src/report/document.h"

namespace gren::report {
namespace {

std::string field(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

bool has_notes(const Table& table, std::size_t column) {
    return std::ranges::any_of(table.rows, [&](const Row& row) { return !row.cells[column].note.empty(); });
}

}  // namespace

std::string to_csv(const Table& table) {
    std::vector<bool> notes;
    std::string csv;
    for (std::size_t column = 0; column < table.header.size(); ++column) {
        notes.push_back(has_notes(table, column));
        csv += fmt::format("{}{}", column ? "," : "", field(table.header[column]));
        if (notes[column]) csv += fmt::format(",{}", field(table.header[column] + " (note)"));
    }
    csv += '\n';
    for (const auto& row : table.rows) {
        for (std::size_t column = 0; column < table.header.size(); ++column) {
            const auto& cell = row.cells[column];
            csv += fmt::format("{}{}", column ? "," : "",
                               cell.value ? fmt::format("{}", *cell.value) : field(cell.text));
            if (notes[column]) csv += fmt::format(",{}", field(cell.note));
        }
        csv += '\n';
    }
    return csv;
}

}  // namespace gren::report
