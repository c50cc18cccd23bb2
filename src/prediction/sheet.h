// One picture that says of a film what the network made of it, also where it found nothing.
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "src/prediction/answers.h"
#include "src/prediction/film_to_predict.h"

namespace gren {

// BGR, 1024 pixels wide: the film, and beside and below it the same film once for each of the three classes
// with the highest scores (of equal scores the earlier class). Over a film lies the class's map of
// probabilities in colors from 0 to its own greatest value, which the scale beside it names; the region, the
// cells above `region_above`, is outlined, and where there is none the words "no region" say so.
cv::Mat3b draw_sheet(const FilmToPredict& film, const Answer& answer, const std::vector<std::string>& classes,
                     double region_above);

}  // namespace gren
