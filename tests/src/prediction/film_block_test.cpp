// Films read by several threads are in the order asked for, and DICOM is left until no thread is at work.
#include "src/prediction/film_block.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <opencv2/imgcodecs.hpp>

#include "src/evaluation/side_by_side.h"
#include "tests/support/scratch_folder.h"

namespace gren::film_block_test {
namespace {

using testing::ElementsAre;

std::vector<std::string> files_of(const std::vector<UnreadableFilm>& films) {
    std::vector<std::string> files;
    for (const auto& film : films) files.push_back(film.file);
    return files;
}

}  // namespace

TEST(FilmBlock, is_read_by_threads_in_the_order_asked_for) {
    const ScratchFolder scratch;
    std::vector<FilmToPredict> asked;
    for (int i = 0; i < 9; ++i) {
        const auto file = (scratch.path() / (std::to_string(i) + (i == 4 ? ".dcm" : ".png"))).string();
        if (i == 2 || i == 4)
            std::ofstream(file) << std::string(300, '\3');
        else
            cv::imwrite(file, cv::Mat1b(6, 4, static_cast<unsigned char>(10 * i)));
        asked.push_back({.id = i + 1, .file = file, .picture = ""});
    }
    FilmBlock block(asked, 2, {});
    ASSERT_EQ(block.size(), 9U);
    side_by_side(block.size(), 3, [&](std::size_t i) { block.read(i); });
    EXPECT_THAT(files_of(block.unreadable()), ElementsAre(asked[2].file)) << "DICOM is left";
    block.rest();
    EXPECT_THAT(files_of(block.unreadable()), ElementsAre(asked[2].file, asked[4].file));
    EXPECT_THAT(block.unreadable()[0].reason, testing::HasSubstr(asked[2].file));

    const auto films = block.readable();
    ASSERT_EQ(films.size(), 7U);
    std::vector<std::int64_t> ids;
    for (const auto& film : films) {
        ids.push_back(film.id);
        EXPECT_EQ(film.original.size(), cv::Size(4, 6));
        EXPECT_EQ(film.stored.size(), cv::Size(2, 2));
        EXPECT_EQ(film.stored(1, 1), 10 * (film.id - 1));
    }
    EXPECT_THAT(ids, ElementsAre(1, 2, 4, 6, 7, 8, 9));
}

}  // namespace gren::film_block_test
