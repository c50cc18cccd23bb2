#include "dataio/phantom/phantom_label_noise.h"

#include <algorithm>

namespace gren::phantom {

void mislabel(std::vector<PhantomCase>& cases, double share, PhantomRandom random) {
    if (share == 0) return;
    for (int i = 0; i < kFindings; ++i) {
        const auto finding = static_cast<Finding>(i);
        std::vector<PhantomCase*> without;
        std::size_t dropped = 0;
        for (PhantomCase& phantom : cases) {
            const auto label = std::ranges::find(phantom.labels, finding);
            if (label == phantom.labels.end()) {
                without.push_back(&phantom);
            } else if (random.chance(static_cast<float>(share))) {
                phantom.labels.erase(label);
                ++dropped;
            }
        }
        shuffle(without, random);
        without.resize(std::min(dropped, without.size()));
        for (PhantomCase* phantom : without)
            phantom->labels.insert(std::ranges::upper_bound(phantom->labels, finding), finding);
    }
}

}  // namespace gren::phantom
