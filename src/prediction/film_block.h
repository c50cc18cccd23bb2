// Some of the films asked for, on their way from files to pixels, which threads read beside other work.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/prediction/film_to_predict.h"

namespace gren {

struct UnreadableFilm {
    std::string file, reason;
};

class FilmBlock {
  public:
    // `asked`: without pixels.
    FilmBlock(std::vector<FilmToPredict> asked, int image_size, const Window& window);

    std::size_t size() const { return films_.size(); }
    // By any thread, each once. What is DICOM is left for rest(). What is thrown is no fault of the film.
    void read(std::size_t i);
    // Reads what read() has left: REQUIRES that no other thread of this process is at work.
    void rest();

    // In the order asked for, once all are read; moves them out.
    std::vector<FilmToPredict> readable();
    std::vector<UnreadableFilm> unreadable() const;

  private:
    enum class State { asked, readable, unreadable };
    void read_now(std::size_t i);

    std::vector<FilmToPredict> films_;
    std::vector<State> states_;
    std::vector<std::string> reasons_;
    int image_size_;
    Window window_;
};

}  // namespace gren
