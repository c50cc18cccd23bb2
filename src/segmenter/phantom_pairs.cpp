#include "src/segmenter/phantom_pairs.h"

#include "dataio/phantom/phantom_cohort.h"

namespace gren {

std::vector<LungPair> phantom_lung_pairs(int count, int size, std::uint64_t seed) {
    std::vector<LungPair> pairs;
    if (count == 0) return pairs;
    for (const phantom::PhantomCase& phantom :
         phantom::phantom_cohort({.images = count, .patients = count, .seed = seed})) {
        const phantom::PhantomRadiograph drawn = phantom::draw_radiograph(phantom, size, seed);
        pairs.push_back({drawn.grey, cv::Mat1b(drawn.whole_lungs > 0)});
    }
    return pairs;
}

}  // namespace gren
