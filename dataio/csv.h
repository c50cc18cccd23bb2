// CSV by RFC 4180 (quoted fields, quoted newlines), plain or gzip, one row in memory at a time. As
// spreadsheets leave tables: a byte-order mark, any line ends, rows without text and blanks around fields
// (outside quotes) are no part of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct gzFile_s;  // zlib's

namespace gren {

// A field as it stands in a table that CsvReader reads back: in quotes where it has to be.
std::string csv_field(std::string_view text);

// Where a row starts: bytes and lines from the start of the text.
struct CsvPosition {
    std::int64_t offset = 0, line = 1;
};

class CsvReader {
  public:
    // Throws DataError: the file cannot be opened, or is something else than UTF-8 text (text_file.h).
    explicit CsvReader(std::filesystem::path file);

    // Steps to the next row with any text; false at the end.
    // Throws DataError: a quote that is not closed or is followed by text, a damaged or truncated gzip file.
    bool next();

    // The row that next() read; valid until the following next().
    std::span<const std::string> fields() const { return {fields_.data(), count_}; }
    // Which field of this row, a header, is called `name`. Throws DataError with the names that are there, or
    // that the table's separators are no commas.
    std::size_t column(const std::string& name) const;
    // Throws DataError: the row has no such field.
    const std::string& text(std::size_t column) const;
    // Throws DataError also when the field is not one finite number.
    double number(std::size_t column) const;
    // Throws DataError: the file, the line at which this row starts, and `sentence`.
    [[noreturn]] void fail(const std::string& sentence) const;

    // Of the row that next() read.
    CsvPosition position() const { return row_; }
    // The following next() reads the row that starts at `position`. Throws DataError: cannot be read.
    // REQUIRES: is_plain(), since a gzip file would have to be read again from its start.
    void seek(const CsvPosition& position);
    bool is_plain() const;  // not gzip

    const std::filesystem::path& file() const { return file_; }
    std::int64_t line() const { return row_.line; }

  private:
    struct CloseGzip {
        void operator()(gzFile_s* file) const;
    };

    bool read_row();
    int read_quoted(std::string& field);
    std::string& add_field();
    int peek();
    int get();
    void refill();

    std::filesystem::path file_;
    std::unique_ptr<gzFile_s, CloseGzip> gzip_;
    std::vector<char> buffer_;
    std::size_t at_ = 0, filled_ = 0;  // into buffer_
    std::int64_t buffer_offset_ = 0;   // of buffer_'s first byte in the text
    std::vector<std::string> fields_;  // never shrinks: the strings' memory is used again
    std::size_t count_ = 0;            // of fields_ that belong to this row
    std::int64_t line_ = 1;
    CsvPosition row_;
};

}  // namespace gren
