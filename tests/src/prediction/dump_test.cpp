// What gren predict --dump writes: every film that was read, unrounded.
#include "src/prediction/dump.h"

#include <gtest/gtest.h>

#include <string>

#include "dataio/tensors/safetensors.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::dump_test {

TEST(Dump, holds_the_films_in_their_order) {
    Dump dump;
    for (int i = 0; i < 2; ++i) {
        FilmToPredict film{.id = i + 1, .file = "film", .picture = "film"};
        film.stored = cv::Mat1b(3, 3, static_cast<std::uint8_t>(10 * i));
        film.stored(0, 2) = 7;
        Answer answer;
        answer.maps = torch::full({2, 4, 4}, 0.1F + static_cast<float>(i));
        answer.reading.score = {0.1, static_cast<double>(i)};
        dump.add(film, answer);
    }
    const ScratchFolder scratch;
    dump.write(scratch.path() / "dump.safetensors");
    const auto found = read_safetensors(scratch.path() / "dump.safetensors").tensors;
    EXPECT_EQ(found.at("image").sizes(), (std::vector<std::int64_t>{2, 3, 3}));
    EXPECT_EQ(found.at("image")[1][0][1].item<int>(), 10);
    EXPECT_EQ(found.at("image")[1][0][2].item<int>(), 7);
    EXPECT_EQ(found.at("maps").sizes(), (std::vector<std::int64_t>{2, 2, 4, 4}));
    EXPECT_EQ(found.at("maps")[1][0][0][0].item<float>(), 1.1F);
    EXPECT_EQ(found.at("score")[0][0].item<double>(), 0.1);
    EXPECT_EQ(found.at("score")[1][1].item<double>(), 1);
}

TEST(Dump, of_no_film_is_refused) {
    const ScratchFolder scratch;
    const auto file = scratch.path() / "dump.safetensors";
    expect_data_error([&] { Dump().write(file); }, {"dump.safetensors: no film could be read"});
    EXPECT_FALSE(std::filesystem::exists(file));
}

}  // namespace gren::dump_test
