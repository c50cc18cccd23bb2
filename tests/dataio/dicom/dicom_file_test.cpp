#include "dataio/dicom/dicom_file.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <chrono>
#include <map>

#include "dataio/films/film_file.h"
#include "tests/dataio/dicom/written_films.h"
#include "tests/support/refusal.h"

namespace gren::dicom_file_test {
namespace {

using testing::HasSubstr;
using testing::Not;

cv::Mat1b grey_of(const std::string& name, const Window& window = {}) {
    return read_film(written_film(name), window).grey;
}

TEST(DicomFile, notes_are_the_files) {
    const auto plain = read_dicom(written_film("plain.dcm"), {}).notes;
    EXPECT_EQ(plain.spacing.source, SpacingSource::pixel_spacing);
    EXPECT_DOUBLE_EQ(plain.spacing.row_mm, 0.2);
    EXPECT_DOUBLE_EQ(plain.spacing.column_mm, 0.3);
    EXPECT_EQ(plain.burned_in, BurnedIn::yes);
    EXPECT_TRUE(plain.identity_removed);
    EXPECT_EQ(plain.grey_by, GreyBy::file_window);
    const auto imager = read_dicom(written_film("imager.dcm"), {}).notes;
    EXPECT_EQ(imager.spacing.source, SpacingSource::imager_pixel_spacing);
    EXPECT_DOUBLE_EQ(imager.spacing.row_mm, 0.4);
    EXPECT_DOUBLE_EQ(imager.spacing.column_mm, 0.5);
    EXPECT_EQ(imager.burned_in, BurnedIn::no);
    EXPECT_FALSE(imager.identity_removed);
    const auto none = read_dicom(written_film("novoi.dcm"), {}).notes;
    EXPECT_EQ(none.spacing.source, SpacingSource::none);
    EXPECT_EQ(none.burned_in, BurnedIn::unknown);
    EXPECT_EQ(none.grey_by, GreyBy::minmax);
}

TEST(DicomFile, inverse_presentation_inverts) {
    const cv::Mat1b inverse = grey_of("inverse.dcm");
    EXPECT_EQ(cv::norm(255 - grey_of("plain.dcm"), inverse, cv::NORM_INF), 0);
}

TEST(DicomFile, is_read_without_meta_header_and_with_two_preambles) {
    const cv::Mat1b whole = grey_of("plain.dcm");
    EXPECT_EQ(cv::norm(grey_of("bare.dcm"), whole, cv::NORM_INF), 0);
    EXPECT_EQ(cv::norm(grey_of("two_heads"), whole, cv::NORM_INF), 0);
}

// Of 0 to 36 with 5 rows of padding at -1995.
TEST(DicomFile, padding_is_no_extreme) {
    const cv::Mat1b grey = grey_of("padded.dcm");
    EXPECT_EQ(grey(39, 0), 0);
    EXPECT_EQ(grey(39, 18), 128);
    EXPECT_EQ(grey(39, 36), 255);
    EXPECT_EQ(grey(0, 36), 0);
}

// The window of plain.dcm is 2000 ± 1500, its values 0 to 4095.
TEST(DicomFile, windows_are_as_asked) {
    const auto shown = [](const char* window) { return grey_of("plain.dcm", window_from(window)); };
    EXPECT_EQ(cv::norm(shown("file"), shown("auto"), cv::NORM_INF), 0);
    EXPECT_EQ(cv::norm(shown("2000,3000"), shown("auto"), cv::NORM_INF), 0);
    EXPECT_EQ(cv::norm(shown("2048,4096"), shown("minmax"), cv::NORM_INF), 0);
    EXPECT_GT(cv::norm(shown("minmax"), shown("auto"), cv::NORM_INF), 20);
    EXPECT_EQ(read_dicom(written_film("plain.dcm"), window_from("minmax")).notes.grey_by, GreyBy::minmax);
    EXPECT_EQ(read_dicom(written_film("plain.dcm"), window_from("9,9")).notes.grey_by, GreyBy::given_window);
    expect_data_error([] { grey_of("novoi.dcm", window_from("file")); },
                      {"novoi.dcm has no window and no VOI LUT; choose --window"});
}

// A count of 0 stands for 65,536 entries; those of 8 bits lie in a word each or two to a word.
TEST(DicomFile, lookup_tables_of_every_size_and_packing) {
    const auto words = read_dicom(written_film("table-words.dcm"), Window{});
    EXPECT_EQ(words.notes.grey_by, GreyBy::voi_lut);
    EXPECT_EQ(cv::norm(words.grey, grey_of("table-packed.dcm", Window{}), cv::NORM_INF), 0);
    double least = 0, most = 0;
    cv::minMaxLoc(words.grey, &least, &most);
    EXPECT_LT(least, 10);
    EXPECT_GT(most, 245);
    EXPECT_LE(
        cv::norm(grey_of("table-whole.dcm", Window{}), grey_of("table-none.dcm", Window{}), cv::NORM_INF), 1);
}

TEST(DicomFile, window_option) {
    for (const char* text : {"auto", "file", "minmax", "2048,4096", "-10.5,1"})
        EXPECT_EQ(to_string(window_from(text)), text);
    for (const char* text : {"", "lung", "1", "1,", "1,0.5", "1,2,3", "nan,5", "1,inf", "1 ,2"})
        expect_data_error([&] { window_from(text); }, {"--window", text, "expected auto, file, minmax"});
}

TEST(DicomFile, size_is_the_headers) {
    EXPECT_EQ(dicom_size(written_film("plain.dcm")), cv::Size(37, 40));
    EXPECT_EQ(film_size(written_film("whole-deflated.dcm")), cv::Size(37, 40));
    expect_data_error([] { dicom_size(written_film("bomb-nested.dcm")); }, {"bomb-nested.dcm is"});
}

TEST(DicomFile, refusals_name_what_was_found) {
    const std::vector<std::pair<const char*, const char*>> cases{
        {"frames.dcm", "has 3 frames, expected one"},
        {"nothing.dcm", "without pixel data"},
        {"color.dcm", "is in color or not grey (3 samples a pixel), expected MONOCHROME1"},
        {"palette.dcm", "is in color or not grey"},
        {"strange.dcm", "is in color or not grey"},
        {"high.dcm", "has 12 bits in 16, the highest being 15"},
        {"length.dcm", "have another length than its header says"},
        {"turned-jpegll.dcm", "compressed frame has another size than its header says"},
        {"turned-jpegls.dcm", "compressed frame has another size than its header says"},
        {"turned-j2k.dcm", "compressed frame has another size than its header says"},
        {"bomb-inside-j2k.dcm", "compressed frame has another size than its header says"},
        {"window.dcm", "a window whose width is too small"},
        {"function.dcm", "none of LINEAR, LINEAR_EXACT, SIGMOID"},
        {"table.dcm", "has in (0028,3010) a lookup table of 40 bytes, expected 500 entries"},
        {"table-bits.dcm", "has in (0028,3010) a lookup table of 9 bits an entry, expected 8 or 10 to 16"},
        {"table-wide.dcm", "has in (0028,3010) a lookup table of 24 bits an entry, expected 8 or 10 to 16"},
        {"table-short.dcm", "has in (0028,3010) a lookup table of 12 bytes, expected 20 entries"},
        {"table-half.dcm", "has in (0028,3010) a lookup table without a whole descriptor"},
        {"table-two.dcm", "has in (0028,3010) a lookup table without a whole descriptor"},
        {"number.dcm", "holds no number in (0028,1051)"},
        {"htj2k.dcm", "has pixels as HTJ2K, which is not decoded; transcode"},
        {"video.dcm", "has pixels as a video (MPEG)"},
        {"jpegxl.dcm", "has pixels as JPEG XL"},
        {"future.dcm", "has pixels as a retired kind of JPEG"},
        {"private.dcm", "a transfer syntax that is not DICOM's own"},
    };
    for (const auto& [name, found] : cases) {
        SCOPED_TRACE(name);
        const auto sentence = refusal([&, name = name] { read_film(written_film(name)); });
        EXPECT_THAT(sentence, HasSubstr(std::string(name) + " "));
        EXPECT_THAT(sentence, HasSubstr(found));
        for (const char* planted : {"PLANTED", "PLNT", "1.2.777777"})
            EXPECT_THAT(sentence, Not(HasSubstr(planted)));
    }
}

// Few bytes that ask for gigabytes or for a stack of 200,000 sequences: refused, soon, and the
// process goes on.
TEST(DicomFile, bombs_are_refused) {
    for (const char* name : {"bomb-rle.dcm", "bomb-j2k.dcm", "bomb-deflated.dcm"})
        expect_data_error([&] { read_film(written_film(name)); },
                          {name, "has 65535×65535 pixels, expected at most 100000000"});
    expect_data_error([] { read_film(written_film("bomb-element.dcm")); }, {"inflates to more than 254 MiB"});
    for (const char* name : {"bomb-length.dcm", "bomb-nested.dcm"}) {
        const auto start = std::chrono::steady_clock::now();
        expect_data_error([&] { read_film(written_film(name)); }, {name, "DICOM file"});
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20)) << name;
    }
#ifndef __SANITIZE_ADDRESS__  // whose own memory counts, too
    rusage children{};
    getrusage(RUSAGE_CHILDREN, &children);  // the largest of them, in KiB; the writer is one
    EXPECT_LT(children.ru_maxrss, kMostDicomBytes >> 10);
#endif
}

// From the start of its pixels on; before that it lacks them or cannot be parsed.
TEST(DicomFile, every_prefix_is_refused) {
    const ScratchFolder scratch;
    for (const char* form : {"rle", "deflated", "big", "implicit", "jpegll", "jpegls", "j2k"}) {
        const auto whole = bytes_of(written_film(std::string("whole-") + form + ".dcm"));
        const std::size_t step = std::string(form) == "deflated" ? 211 : 61;
        for (std::size_t length = 200; length < whole.size();
             length += length + 3200 < whole.size() ? 4001 : step) {
            const auto cut = scratch.write("cut.dcm", whole.substr(0, length));
            const bool is_in_pixels = length + 500 > whole.size();
            EXPECT_THAT(refusal([&] { read_film(cut); }),
                        HasSubstr(is_in_pixels ? "cut.dcm is a truncated DICOM file" : "cut.dcm"))
                << form << " " << length;
        }
    }
}

TEST(DicomFile, patients_are_hashed_with_the_salt) {
    const std::string salt = "0123456789abcdef";
    // printf '0123456789abcdef\0PLANTEDID' | sha256sum
    EXPECT_EQ(hashed_patient(written_film("plain.dcm"), salt),
              "86b7ee9a17a9ff143fe4bae1bbb1d2ea6c3e8f143edb4d1f83bc8c956176681e");
    EXPECT_NE(hashed_patient(written_film("plain.dcm"), salt + "x"),
              hashed_patient(written_film("plain.dcm"), salt));
    EXPECT_EQ(hashed_patient(written_film("novoi.dcm"), salt), "");
    expect_data_error([] { hashed_patient(written_film("plain.dcm"), "short"); },
                      {"a salt of 5 bytes, expected at least 16"});
}

}  // namespace
}  // namespace gren::dicom_file_test
