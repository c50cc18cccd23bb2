#include "dataio/csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

#include "dataio/data_error.h"
#include "dataio/text_file.h"

namespace gren {
namespace {
constexpr int kEnd = -1;
constexpr std::size_t kBufferBytes = 1 << 18;

bool ends_field(int c) {
    return c == ',' || c == '\n' || c == '\r' || c == kEnd;
}

bool is_blank_byte(int c) {
    return c != kEnd && is_blank(static_cast<char>(c));
}

// What separates the fields of a line that has no commas between them.
const char* separator_in(std::string_view line) {
    if (line.find(';') != std::string_view::npos) return "semicolons";
    return line.find('\t') != std::string_view::npos ? "tabs" : nullptr;
}
}  // namespace

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos && trimmed(text) == text)
        return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

void CsvReader::CloseGzip::operator()(gzFile_s* file) const {
    gzclose(file);
}

CsvReader::CsvReader(std::filesystem::path file)
    : file_(std::move(file)), gzip_(gzopen(file_.c_str(), "rb")), buffer_(kBufferBytes) {
    if (!gzip_) {
        throw DataError(fmt::format("{} cannot be opened: {}", file_.string(), std::strerror(errno)));
    }
    refill();
    const std::string_view start(buffer_.data(), filled_);
    if (const auto found = not_text(start.substr(0, 256)); !found.empty())
        throw DataError(fmt::format("{} {}", file_.string(), found));
    at_ = filled_ - without_mark(start).size();
}

bool CsvReader::next() {
    do {
        row_ = {buffer_offset_ + static_cast<std::int64_t>(at_), line_};
        if (!read_row()) return false;
    } while (std::ranges::all_of(fields(), &std::string::empty));
    return true;
}

bool CsvReader::read_row() {
    count_ = 0;
    if (peek() == kEnd) return false;
    for (;;) {
        std::string& field = add_field();
        int c = get();
        while (is_blank_byte(c)) c = get();
        if (c == '"') {
            c = read_quoted(field);
        } else {
            for (; !ends_field(c); c = get()) field.push_back(static_cast<char>(c));
            field.resize(trimmed(field).size());
        }
        if (c == '\r' && peek() == '\n') get();
        if (c != ',') return true;
    }
}

int CsvReader::read_quoted(std::string& field) {
    for (;;) {
        int c = get();
        if (c == '"') {
            c = get();
            if (c == '"') {
                field.push_back('"');
                continue;
            }
            const bool tab = c == '\t';
            while (is_blank_byte(c)) c = get();
            if (ends_field(c)) return c;
            if (c == ';' || (tab && c == '"'))
                fail(fmt::format("fields are separated by {}, expected commas; save the table with commas",
                                 tab ? "tabs" : "semicolons"));
            fail("text follows a closing quote, expected a comma or the end of the line");
        }
        if (c == kEnd) fail("a quoted field is never closed; complete the file or fetch it again");
        field.push_back(static_cast<char>(c));
    }
}

std::string& CsvReader::add_field() {
    if (count_ == fields_.size()) fields_.emplace_back();
    fields_[count_].clear();
    return fields_[count_++];
}

int CsvReader::peek() {
    if (at_ == filled_) refill();
    return filled_ == 0 ? kEnd : static_cast<unsigned char>(buffer_[at_]);
}

int CsvReader::get() {
    const int c = peek();
    if (c != kEnd) ++at_;
    if (c == '\n' || (c == '\r' && peek() != '\n')) ++line_;
    return c;
}

void CsvReader::refill() {
    buffer_offset_ += static_cast<std::int64_t>(filled_);
    const int bytes = gzread(gzip_.get(), buffer_.data(), static_cast<unsigned>(buffer_.size()));
    int status = Z_OK;
    const char* reason = gzerror(gzip_.get(), &status);
    // A truncated gzip file yields what it has and only then says so.
    if (bytes < 0 || (bytes == 0 && status != Z_OK)) {
        throw DataError(fmt::format("{} cannot be read after line {}: {}; fetch it again", file_.string(),
                                    line_, status == Z_ERRNO ? std::strerror(errno) : reason));
    }
    at_ = 0;
    filled_ = static_cast<std::size_t>(bytes);
}

void CsvReader::seek(const CsvPosition& position) {
    if (gzseek(gzip_.get(), position.offset, SEEK_SET) != position.offset)
        throw DataError(fmt::format("{} cannot be read at line {}", file_.string(), position.line));
    at_ = filled_ = 0;
    buffer_offset_ = position.offset;
    line_ = position.line;
}

bool CsvReader::is_plain() const {
    return gzdirect(gzip_.get()) != 0;
}

std::size_t CsvReader::column(const std::string& name) const {
    const auto found = std::ranges::find(fields(), name, trimmed);
    if (found == fields().end()) {
        if (const char* separator = separator_in(fields_[0]))
            fail(fmt::format(
                "fields are separated by {}, expected commas; save the table with commas (found '{:.60}')",
                separator, fields_[0]));
        fail(fmt::format("no column is called '{}'; found the columns {}", name, fmt::join(fields(), ", ")));
    }
    return static_cast<std::size_t>(found - fields().begin());
}

const std::string& CsvReader::text(std::size_t column) const {
    if (column >= count_) fail(fmt::format("found {} fields, expected at least {}", count_, column + 1));
    return fields_[column];
}

double CsvReader::number(std::size_t column) const {
    const std::string& field = text(column);
    const char* end = field.data() + field.size();
    double value = 0;
    const auto [stopped, error] = std::from_chars(field.data(), end, value);
    if (error != std::errc() || stopped != end || !std::isfinite(value)) {
        fail(fmt::format("field {} is '{}', expected a finite number", column + 1, field));
    }
    return value;
}

void CsvReader::fail(const std::string& sentence) const {
    throw DataError(fmt::format("{}:{}: {}", file_.string(), row_.line, sentence));
}

}  // namespace gren
