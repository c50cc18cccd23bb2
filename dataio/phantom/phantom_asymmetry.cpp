#include "dataio/phantom/phantom_asymmetry.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "dataio/phantom/phantom_outlines.h"

namespace gren::phantom {
namespace {

cv::Point2f mirrored(cv::Point2f place) {
    return {1 - place.x, place.y};
}

// A rough disc in the left lung whose mirror image lies in lung, too.
Points shadow(const Chest& chest, PhantomRandom& random) {
    constexpr int kTries = 200, kLobes = 10;
    const float radius = random.uniform(0.05F, 0.075F);
    cv::Point2f center = lung_place(chest.anatomy, Side::left, 0.62F, 0.35F);
    for (int i = 0; i < kTries; ++i) {
        const float across = random.uniform(0.25F, 0.95F), down = random.uniform(0.1F, 0.9F);
        const cv::Point2f place = lung_place(chest.anatomy, Side::left, across, down);
        const auto in_lung = [&](cv::Point2f point) {
            return aerated(chest, point) && aerated(chest, mirrored(point));
        };
        if (std::ranges::all_of(ellipse(place, radius, radius), in_lung)) {
            center = place;
            break;
        }
    }
    Points control;
    for (int i = 0; i < kLobes; ++i) {
        const float angle = 2 * std::numbers::pi_v<float> * static_cast<float>(i) / kLobes;
        const float length = radius * (1 + 0.10F * random.bell());
        control.push_back(center + cv::Point2f(std::cos(angle), std::sin(angle)) * length);
    }
    return closed_curve(control);
}

Layer on_side(const Chest& chest, Points outline, Side side) {
    if (side == Side::right) std::ranges::transform(outline, outline.begin(), mirrored);
    return filled(chest.view, outline, 0.004F);
}

}  // namespace

Layer difference_density(Finding finding, const Chest& chest, Side side, PhantomRandom random) {
    switch (finding) {
        case Finding::mass:
            return on_side(chest, shadow(chest, random), side);
        case Finding::pneumonia:
            return kPneumoniaTone * cv::min(chest.lung[index_of(side)], chest.air);
        case Finding::fibrosis:
            return Layer::zeros(chest.air.size(), CV_32F);
        default:
            throw std::logic_error("difference_density: this finding shows in one lung");
    }
}

Layer mirrored_masses(const Chest& chest, PhantomRandom random) {
    const Points outline = shadow(chest, random);
    return on_side(chest, outline, Side::left) + on_side(chest, outline, Side::right);
}

}  // namespace gren::phantom
