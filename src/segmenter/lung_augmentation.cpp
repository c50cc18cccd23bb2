#include "src/segmenter/lung_augmentation.h"

#include "src/segmenter/lung_film.h"
#include "src/segmenter/lung_warp.h"

namespace gren {

LungPair augmented(const LungPair& pair, cv::RNG& random) {
    return on_another_film(warped(pair, random), random);
}

}  // namespace gren
