#include "src/prediction/film_to_predict.h"

#include "dataio/films/film_file.h"

namespace gren {

void read_film_to_predict(FilmToPredict& film, int image_size, const Window& window) {
    film.original = read_film(film.file, window).grey;
    film.stored = resize_to_square(film.original, image_size);
}

}  // namespace gren
