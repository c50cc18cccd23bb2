// A film on its way through a prediction.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>

#include "dataio/dicom/window.h"

namespace gren {

struct FilmToPredict {
    std::int64_t id = 0;   // place among the files asked for, from 1
    std::string file;      // as it was asked for
    std::string picture;   // what its pictures' names are made of (picture_names())
    cv::Mat1b original{};  // [H, W]; empty until read
    cv::Mat1b stored{};    // [S, S], as prepare would store it
};

// `window`: of DICOM. Throws UnreadableImage. Reading DICOM forks: REQUIRES that no other thread of this
// process is at work.
void read_film_to_predict(FilmToPredict& film, int image_size, const Window& window);

}  // namespace gren
