#include "src/prediction/films_to_predict.h"

#include <gmock/gmock.h>

#include <sstream>

#include "dataio/data_error.h"
#include "tests/support/scratch_folder.h"

namespace gren::films_to_predict_test {
namespace {

using testing::ElementsAre;

TEST(FilmsToPredict, NamesComeALineEach) {
    std::istringstream lines("a.png\r\n\n b c.dcm\n\r\nlast");
    EXPECT_THAT(names_in(lines), ElementsAre("a.png", " b c.dcm", "last"));
}

TEST(FilmsToPredict, OfAFolderItsFilmsSortedOfTheRestWhatWasNamed) {
    const ScratchFolder folder;
    for (const auto* file :
         {"films/b.png", "films/a/z.JPG", "films/a/notes.txt", "films/.hidden.png", "films/masks/b.png"}) {
        std::filesystem::create_directories((folder.path() / file).parent_path());
        folder.write(file, "x");
    }
    const auto at = [&](const char* file) { return (folder.path() / file).string(); };
    const auto films = films_to_predict({at("gone.png"), at("films"), at("films/a/notes.txt")});
    EXPECT_THAT(films.files,
                ElementsAre(at("gone.png"), at("films/a/z.JPG"), at("films/b.png"), at("films/a/notes.txt")));
    EXPECT_EQ(films.repeated, 0);
}

TEST(FilmsToPredict, AFileIsTakenOnceHoweverItIsNamed) {
    const auto films = films_to_predict({"x/a.png", "./x/../x/a.png", "x/b.png", "x//a.png"});
    EXPECT_THAT(films.files, ElementsAre("x/a.png", "x/b.png"));
    EXPECT_EQ(films.repeated, 2);
}

TEST(FilmsToPredict, AFolderWithoutAFilmIsRefused) {
    const ScratchFolder folder;
    folder.write("notes.txt", "x");
    EXPECT_THROW(films_to_predict({folder.path().string()}), DataError);
}

}  // namespace
}  // namespace gren::films_to_predict_test
