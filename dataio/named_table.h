// A CSV table by the names of its columns: those that must be there, those that may be, and the rest.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataio/csv.h"

namespace gren {

class NamedTable {
  public:
    // Throws DataError: what CsvReader throws, an empty file, a column of `required` missing, one of
    // either list twice.
    NamedTable(const std::filesystem::path& file, std::span<const std::string_view> required,
               std::span<const std::string_view> optional = {});

    // Steps to the next row; false at the end. Throws DataError: what CsvReader throws.
    bool next() { return csv_.next(); }

    // Of this row; of an optional column empty where the table or the row lacks it.
    // Throws DataError: the row ends before a required column, or holds more fields than the header.
    const std::string& text(std::string_view column) const;
    // Throws DataError also where the field is not one finite number.
    double number(std::string_view column) const;

    bool has(std::string_view column) const;
    std::string place() const;  // "FILE:LINE" of this row
    std::int64_t line() const { return csv_.line(); }
    // Throws DataError: `sentence` behind place().
    [[noreturn]] void fail(const std::string& sentence) const { csv_.fail(sentence); }
    // Columns that neither list names, in the table's order.
    const std::vector<std::string>& others() const { return others_; }

  private:
    struct Column {
        std::string_view name;
        std::size_t index;
        bool is_required;
    };
    const Column* find(std::string_view name) const;

    CsvReader csv_;
    std::size_t width_ = 0;  // fields of the header
    std::vector<Column> columns_;
    std::vector<std::string> others_;
};

// Adds a sentence to `notes` where the table has columns that nobody reads.
void note_unread_columns(const NamedTable& table, const std::string& file, std::vector<std::string>& notes);

}  // namespace gren
