#include "src/prediction/film_block.h"

#include <memory>

#include "dataio/data_error.h"
#include "dataio/films/film_file.h"

namespace gren {

FilmBlock::FilmBlock(std::vector<FilmToPredict> asked, int image_size, const Window& window)
    : films_(std::move(asked)),
      states_(films_.size(), State::asked),
      reasons_(films_.size()),
      image_size_(image_size),
      window_(window) {}

void FilmBlock::read(std::size_t i) {
    if (!is_dicom_film(films_[i].file)) read_now(i);
}

void FilmBlock::rest() {
    for (std::size_t i = 0; i < films_.size(); ++i)
        if (states_[i] == State::asked) read_now(i);
}

void FilmBlock::read_now(std::size_t i) {
    try {
        read_film_to_predict(films_[i], image_size_, window_);
        states_[i] = State::readable;
    } catch (const UnreadableImage& error) {
        reasons_[i] = error.what();
        states_[i] = State::unreadable;
    }
}

std::vector<FilmToPredict> FilmBlock::readable() {
    std::vector<FilmToPredict> films;
    for (std::size_t i = 0; i < films_.size(); ++i)
        if (states_[i] == State::readable) films.push_back(std::move(films_[i]));
    return films;
}

std::vector<UnreadableFilm> FilmBlock::unreadable() const {
    std::vector<UnreadableFilm> films;
    for (std::size_t i = 0; i < films_.size(); ++i)
        if (states_[i] == State::unreadable) films.push_back({films_[i].file, reasons_[i]});
    return films;
}

}  // namespace gren
