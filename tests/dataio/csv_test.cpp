#include "dataio/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "dataio/text_file.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::csv_test {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::filesystem::path& file) {
    CsvReader csv(file);
    Rows rows;
    while (csv.next()) rows.emplace_back(csv.fields().begin(), csv.fields().end());
    return rows;
}

struct Case {
    std::string name, text;
    Rows rows;
};
void PrintTo(const Case& c, std::ostream* out) {
    *out << c.name;
}

class Rfc4180 : public ::testing::TestWithParam<Case> {};

TEST_P(Rfc4180, rows) {
    const ScratchFolder scratch;
    EXPECT_EQ(rows_of(scratch.write("t.csv", GetParam().text)), GetParam().rows);
}

// The first six are the examples of RFC 4180, section 2.
INSTANTIATE_TEST_SUITE_P(
    Csv, Rfc4180,
    ::testing::Values(
        Case{"lines", "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", {{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}},
        Case{"no_last_break", "aaa,bbb\r\nzzz,yyy", {{"aaa", "bbb"}, {"zzz", "yyy"}}},
        Case{"blanks_around_fields", " a , b\t\n \"c\" ,\" d \" \r\n", {{"a", "b"}, {"c", " d "}}},
        Case{"blanks_inside_fields", "a b,c\td\n", {{"a b", "c\td"}}},
        Case{"rows_of_commas_and_blanks", ",,\na,,\n , ,\n", {{"a", "", ""}}},
        Case{"quoted", "\"aaa\",\"bbb\",ccc\r\n", {{"aaa", "bbb", "ccc"}}},
        Case{"quoted_break",
             "\"aaa\",\"b\r\nbb\",\"c,c\"\r\nz,y,x",
             {{"aaa", "b\r\nbb", "c,c"}, {"z", "y", "x"}}},
        Case{"doubled_quote", "\"aaa\",\"b\"\"bb\"\r\n", {{"aaa", "b\"bb"}}},
        Case{"unix_breaks", "a,b\nc,d\n", {{"a", "b"}, {"c", "d"}}},
        Case{"old_mac_breaks", "a,b\rc,d\r", {{"a", "b"}, {"c", "d"}}},
        Case{"trailing_comma", "a,b,\nc,d,\n", {{"a", "b", ""}, {"c", "d", ""}}},
        Case{"ends_in_comma", "a,", {{"a", ""}}},
        Case{"blank_lines", "\n\na,b\n\r\n\nc,d\n\n", {{"a", "b"}, {"c", "d"}}},
        Case{"byte_order_mark",
             "\xEF\xBB\xBF"
             "a,b\n",
             {{"a", "b"}}},
        Case{"shorter_after_longer", "aaaa,bbbb,cccc\nd\n", {{"aaaa", "bbbb", "cccc"}, {"d"}}},
        Case{"empty", "", {}}),
    [](const auto& test) { return test.param.name; });

// Longer than the reader's buffer, so that a quoted field and a row straddle its end.
std::string long_table() {
    std::string text = "name,\"two\nlines\"\n";
    for (int i = 0; i < 40000; ++i)
        text += "image" + std::to_string(i) + ",\"a,\"\"b\n" + std::to_string(i) + "\"\n";
    return text;
}

void expect_long_table(const std::filesystem::path& file) {
    const Rows rows = rows_of(file);
    ASSERT_EQ(rows.size(), 40001u);
    for (std::size_t i = 0; i < 40000; ++i) {
        ASSERT_THAT(rows[i + 1],
                    ::testing::ElementsAre("image" + std::to_string(i), "a,\"b\n" + std::to_string(i)));
    }
}

std::filesystem::path write_gzip(const ScratchFolder& scratch, const std::string& text) {
    const std::filesystem::path file = scratch.path() / "t.csv.gz";
    const gzFile out = gzopen(file.c_str(), "wb");
    gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
    gzclose(out);
    return file;
}

TEST(Csv, long_plain_file) {
    const ScratchFolder scratch;
    expect_long_table(scratch.write("t.csv", long_table()));
}

TEST(Csv, long_gzip_file) {
    const ScratchFolder scratch;
    expect_long_table(write_gzip(scratch, long_table()));
}

TEST(Csv, line_is_where_the_row_starts) {
    const ScratchFolder scratch;
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        CsvReader csv(scratch.write("t.csv", "a" + end + end + "\"b" + end + "b\"" + end + "c" + end));
        std::vector<std::int64_t> lines;
        while (csv.next()) lines.push_back(csv.line());
        EXPECT_THAT(lines, ::testing::ElementsAre(1, 3, 5)) << testing::PrintToString(end);
    }
}

TEST(Csv, numbers) {
    const ScratchFolder scratch;
    CsvReader csv(scratch.write("t.csv", "225.084745762712,-3,1e3\n"));
    ASSERT_TRUE(csv.next());
    EXPECT_EQ(csv.number(0), 225.084745762712);
    EXPECT_EQ(csv.number(1), -3);
    EXPECT_EQ(csv.number(2), 1000);
}

TEST(CsvBadInput, numbers) {
    const ScratchFolder scratch;
    for (const std::string text : {"nan", "NaN", "inf", "12px", "1.5.2", "\"\"", "0x10", "\"1 \""}) {
        CsvReader csv(scratch.write("t.csv", "header,x\nrow," + text + "\n"));
        csv.next();
        csv.next();
        expect_data_error([&] { csv.number(1); }, {"t.csv:2: field 2 is '", "expected a finite number"});
    }
}

TEST(CsvBadInput, absent_column_and_field) {
    const ScratchFolder scratch;
    CsvReader csv(scratch.write("t.csv", "a,b\n"));
    csv.next();
    expect_data_error([&] { csv.column("Image Index"); }, {"t.csv:1:", "'Image Index'", "a, b"});
    expect_data_error([&] { csv.text(2); }, {"t.csv:1: found 2 fields, expected at least 3"});
}

TEST(CsvBadInput, quotes) {
    const ScratchFolder scratch;
    expect_data_error([&] { rows_of(scratch.write("t.csv", "a\nb,\"never closed\nc,d\n")); },
                      {"t.csv:2: a quoted field is never closed"});
    expect_data_error([&] { rows_of(scratch.write("t.csv", "a\n\"b\"c\n")); },
                      {"t.csv:2: text follows a closing quote"});
}

TEST(CsvBadInput, absent_file) {
    expect_data_error([] { CsvReader("no/such.csv"); }, {"no/such.csv cannot be opened: No such file"});
}

TEST(CsvBadInput, folder) {
    const ScratchFolder scratch;
    expect_data_error([&] { rows_of(scratch.path()); }, {scratch.path().string(), "Is a directory"});
}

// Positions before, on and after the borders of the reader's buffer; blank lines and the mark
// stand before rows.
TEST(Csv, goes_back_to_any_row) {
    const ScratchFolder scratch;
    std::string text = "\xEF\xBB\xBFhead\n";
    for (int i = 0; i < 5000; ++i)
        text += "\r\n" + std::to_string(i) + ",\"" + std::string(i % 300, 'x') + "\n\"\n";
    CsvReader csv(scratch.write("t.csv", text));
    EXPECT_TRUE(csv.is_plain());
    std::vector<CsvPosition> rows;
    while (csv.next()) rows.push_back(csv.position());
    ASSERT_EQ(rows.size(), 5001U);
    for (int i = 4999; i >= 0; i -= 7) {
        csv.seek(rows[static_cast<std::size_t>(i) + 1]);
        ASSERT_TRUE(csv.next());
        EXPECT_EQ(csv.text(0), std::to_string(i));
        EXPECT_EQ(csv.text(1).size(), static_cast<std::size_t>(i % 300 + 1));
        EXPECT_EQ(csv.line(), 3 + 3 * i);
    }
    EXPECT_FALSE(CsvReader(write_gzip(scratch, text)).is_plain());
}

TEST(CsvBadInput, truncated_gzip) {
    const ScratchFolder scratch;
    const std::filesystem::path file = write_gzip(scratch, long_table());
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 100);
    expect_data_error([&] { rows_of(file); },
                      {"t.csv.gz cannot be read after line ", "unexpected end of file"});
}

TEST(CsvBadInput, corrupt_gzip) {
    const ScratchFolder scratch;
    const std::filesystem::path file = write_gzip(scratch, long_table());
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(-8, std::ios::end);  // the checksum of the contents: RFC 1952, section 2.3
    stream.write("\x12\x34\x56\x78", 4);
    stream.close();
    expect_data_error([&] { rows_of(file); },
                      {"t.csv.gz cannot be read after line ", "incorrect data check"});
}

TEST(CsvField, is_quoted_where_it_has_to_be) {
    EXPECT_EQ(csv_field("a b"), "a b");
    EXPECT_EQ(csv_field(""), "");
    EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_field("a \"b\""), "\"a \"\"b\"\"\"");
    EXPECT_EQ(csv_field("a\rb"), "\"a\rb\"");
    EXPECT_EQ(csv_field("a\nb"), "\"a\nb\"");
    EXPECT_EQ(csv_field(" a"), "\" a\"");  // blanks outside quotes are no part of a field
}

TEST(PartsOf, trimmed_between_separators) {
    EXPECT_THAT(parts_of("A| B b |C", '|'), ::testing::ElementsAre("A", "B b", "C"));
    EXPECT_THAT(parts_of("|A|", '|'), ::testing::ElementsAre("", "A", ""));
    EXPECT_THAT(parts_of("", '|'), ::testing::ElementsAre(""));
}

}  // namespace
}  // namespace gren::csv_test
