// The pictures of a film that was predicted.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/prediction/answers.h"
#include "src/prediction/film_to_predict.h"
#include "src/prediction/prediction.h"

namespace gren {

// overlays/DISEASE/NAME.png for each class above the threshold that has a region, sheets/NAME.png for the
// film. Throws DataError: cannot be written.
void draw_pictures(const FilmToPredict& film, const Answer& answer, const std::vector<std::string>& classes,
                   const PredictionOptions& options);

}  // namespace gren
