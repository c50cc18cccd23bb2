#include "src/prediction/film_to_predict.h"

#include "dataio/films/film_file.h"

namespace gren {

FilmToPredict read_film_to_predict(std::int64_t id, const std::string& file, const std::string& picture,
                                   int image_size, const Window& window) {
    FilmToPredict film{.id = id, .file = file, .picture = picture};
    film.original = read_film(file, window).grey;
    film.stored = resize_to_square(film.original, image_size);
    return film;
}

}  // namespace gren
