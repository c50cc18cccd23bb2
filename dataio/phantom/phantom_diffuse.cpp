// Disease that fills a lung.
#include "dataio/phantom/phantom_findings.h"

namespace gren::phantom {

Layer diffuse_density(const Chest& chest, Side side, PhantomRandom random) {
    const float density = random.uniform(0.35F, 0.6F);
    const Layer clouds = cv::max(1 + 0.5F * smooth_noise(chest.view, 0.12F, random), 0.2F);
    cv::Mat1b lung = blank(chest.view);
    lung.setTo(255, chest.lung[index_of(side)] >= 0.5F);
    const Layer inner = soft(lung, 0.045F);
    return density * clouds.mul(inner.mul(inner)).mul(cv::min(chest.lung[index_of(side)], chest.air));
}

}  // namespace gren::phantom
