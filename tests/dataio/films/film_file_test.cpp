#include "dataio/films/film_file.h"

#include <gmock/gmock.h>

#include <opencv2/imgcodecs.hpp>

#include "dataio/archive/image_index.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::film_file_test {
namespace {

const std::string kPreamble = std::string(128, '\0') + "DICM";

TEST(FilmFile, names_and_bytes_tell_films) {
    const ScratchFolder scratch;
    for (const char* name : {"a.png", "b.JPG", "c.jpeg", "d.tif", "e.TIFF", "f.dcm", "g.DICOM"})
        EXPECT_TRUE(is_film_file(scratch.write(name, "x"))) << name;
    for (const char* name : {"1.2.840.77", "IM0001", "a.7"}) {
        EXPECT_TRUE(is_film_file(scratch.write(name, kPreamble))) << name;
        EXPECT_FALSE(is_film_file(scratch.write(name, "x"))) << name;
    }
    for (const char* name : {"Data_Entry.csv", "notes.txt"})
        EXPECT_FALSE(is_film_file(scratch.write(name, kPreamble))) << name;
}

TEST(FilmFile, an_index_finds_them_all) {
    const ScratchFolder scratch;
    for (const char* name : {"a.png", "sub/b.tiff", "sub/c.dcm"}) scratch.write(name, "x");
    scratch.write("1.2.840.1", kPreamble);
    scratch.write("1.2.840.2", kPreamble);  // not of one stem, "1.2.840", with the one above
    scratch.write("README", "no film");
    const auto index = index_images(scratch.path());
    std::vector<std::string> stems;
    for (const auto& [stem, file] : index.by_stem) stems.push_back(stem);
    EXPECT_THAT(stems, testing::UnorderedElementsAre("a", "b", "c", "1.2.840.1", "1.2.840.2"));
    EXPECT_THAT(index.notes, testing::IsEmpty());
}

TEST(FilmFile, pictures_are_read_as_ever) {
    const ScratchFolder scratch;
    const cv::Mat1b grey = (cv::Mat1b(2, 3) << 0, 50, 100, 150, 200, 255);
    for (const char* name : {"x.png", "x.tif"}) {
        const auto file = scratch.path() / name;
        cv::imwrite(file, grey);
        const Film film = read_film(file, window_from("1,1"));  // concerns DICOM alone
        EXPECT_EQ(cv::norm(film.grey, grey, cv::NORM_INF), 0) << name;
        EXPECT_FALSE(film.dicom) << name;
        EXPECT_EQ(film_size(file), cv::Size(3, 2)) << name;
    }
}

TEST(FilmFile, what_is_no_film_is_refused_by_name) {
    const ScratchFolder scratch;
    const auto refused = [&](const char* name, const std::string& bytes, const std::string& found) {
        const auto file = scratch.write(name, bytes);
        for (const bool whole : {true, false})
            expect_data_error([&] { whole ? (void)read_film(file) : (void)film_size(file); }, {name, found});
    };
    refused("x.png", "hello", "is neither PNG nor JPEG nor TIFF");
    refused("x.dcm", "", "is empty (zero bytes)");
    refused("y.dcm", "version https://git-lfs.github.com/spec/v1\n", "is a pointer of Git LFS");
    refused("z.dcm", std::string(400, 'x'), "is");
    refused("IM7", kPreamble + std::string(400, 'x'), "is");
    expect_data_error([&] { read_film(scratch.path() / "absent.dcm"); },
                      {"absent.dcm cannot be opened: No such file"});
    expect_data_error([&] { read_film(scratch.path()); }, {"cannot be opened"});
}

}  // namespace
}  // namespace gren::film_file_test
