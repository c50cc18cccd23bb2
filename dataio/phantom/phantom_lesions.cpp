// The eight findings with boxes: each where it belongs, and as plain as an obvious clinical case.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "dataio/phantom/phantom_findings.h"
#include "dataio/phantom/phantom_outlines.h"

namespace gren::phantom {
namespace {

// Where a disc of `radius` has lung around it.
cv::Point2f place_for_disc(const Chest& chest, Side side, float radius, PhantomRandom& random) {
    constexpr int kTries = 200;
    for (int i = 0; i < kTries; ++i) {
        const float across = random.uniform(0.25F, 0.95F), down = random.uniform(0.1F, 0.9F);
        const cv::Point2f place = lung_place(chest.anatomy, side, across, down);
        const Points rim = ellipse(place, radius, radius);
        if (std::ranges::all_of(rim, [&](cv::Point2f point) { return aerated(chest, point); })) return place;
    }
    return lung_place(chest.anatomy, side, 0.58F, 0.45F);
}

// A disc with lobes: `roughness` is the deviation of its radius.
Layer round_density(const Chest& chest, Side side, float radius, float roughness, PhantomRandom& random) {
    const cv::Point2f center = place_for_disc(chest, side, radius, random);
    Points control;
    for (int i = 0; i < 10; ++i) {
        const float angle = 0.2F * std::numbers::pi_v<float> * static_cast<float>(i);
        const float length = radius * (1 + roughness * random.bell());
        control.push_back(center + cv::Point2f(std::cos(angle), std::sin(angle)) * length);
    }
    return filled(chest.view, closed_curve(control), 0.004F);
}

// Plates of collapsed lung above the raised diaphragm, one over the other, tapering at both ends.
Layer atelectasis(const Chest& chest, Side side, PhantomRandom& random) {
    const float length = random.uniform(0.18F, 0.23F), tilt = random.uniform(-0.25F, 0.25F);
    const float across = random.uniform(0.60F, 0.66F), down = random.uniform(0.64F, 0.70F);
    cv::Point2f center = lung_place(chest.anatomy, side, across, down);
    cv::Mat1b plates = blank(chest.view);
    for (int plate = 0; plate < 2; ++plate) {
        const cv::Point2f half(0.5F * length, 0.5F * length * tilt);
        const cv::Point2f thick(0, random.uniform(0.010F, 0.014F)), sag(0, random.uniform(-0.008F, 0.008F));
        paint(plates, chest.view,
              closed_curve({center - half, center + sag - thick, center + half, center + sag + thick}), 255);
        center += cv::Point2f{random.uniform(-0.02F, 0.02F), random.uniform(0.038F, 0.046F)};
    }
    return 0.95F * soft(plates, 0.004F).mul(chest.air);
}

// Fluid in the angle, highest along the side of the chest: the meniscus.
Layer effusion(const Chest& chest, Side side, PhantomRandom& random) {
    const Anatomy& a = chest.anatomy;
    const float level = random.uniform(0.50F, 0.74F);
    const Points meniscus =
        open_curve({lung_place(a, side, 1.15F, level - 0.12F), lung_place(a, side, 0.93F, level + 0.04F),
                    lung_place(a, side, 0.65F, level + 0.15F), lung_place(a, side, 0.05F, level + 0.19F)});
    Points outline = meniscus;
    outline.push_back(lung_place(a, side, 0.05F, 1.2F));
    outline.push_back(lung_place(a, side, 1.15F, 1.2F));
    return 1.5F * filled(chest.view, outline, 0.005F).mul(chest.air);
}

// Patches of haze over a good part of one lung.
Layer infiltration(const Chest& chest, Side side, PhantomRandom& random) {
    const float across = random.uniform(0.5F, 0.62F), down = random.uniform(0.42F, 0.62F);
    const float radius_x = random.uniform(0.085F, 0.12F), radius_y = random.uniform(0.11F, 0.16F);
    const cv::Point2f center = lung_place(chest.anatomy, side, across, down);
    const Layer region = filled(chest.view, ellipse(center, radius_x, radius_y), 0.02F);
    const Layer patches = cv::min(cv::max(0.5F + 0.7F * smooth_noise(chest.view, 0.025F, random), 0.1F), 1);
    return 0.75F * region.mul(patches).mul(chest.air);
}

// A lobe without air: a soft-edged wedge from hilum to pleura, its bronchi still dark.
Layer pneumonia(const Chest& chest, Side side, PhantomRandom& random) {
    const Anatomy& a = chest.anatomy;
    const float middle = random.chance(0.4F) ? 0.26F : random.uniform(0.55F, 0.62F);
    const float half = random.uniform(0.14F, 0.18F);
    const cv::Point2f root = lung_place(a, side, 0.16F, 0.5F * (middle + 0.42F));
    const Points lobe{root - cv::Point2f(0, 0.04F), lung_place(a, side, 1.1F, middle - half),
                      lung_place(a, side, 1.1F, middle + half), root + cv::Point2f(0, 0.06F)};
    cv::Mat1b bronchi = blank(chest.view);
    for (const float turn : {-0.09F, -0.01F, 0.07F}) {
        const float across = random.uniform(0.6F, 0.85F),
                    down = middle + turn + random.uniform(-0.03F, 0.03F);
        const cv::Point2f tip = lung_place(a, side, across, down);
        stroke(bronchi, chest.view, {root, tip}, 0.012F, 0.006F, 130);
    }
    return 1.1F * filled(chest.view, lobe, 0.014F).mul(1 - soft(bronchi, 0.002F)).mul(chest.air);
}

// Air around a lung that has shrunk towards its hilum: a dark rim without vessels, and the bright line
// of the pleura.
Layer pneumothorax(const Chest& chest, Side side, PhantomRandom& random) {
    const Anatomy& a = chest.anatomy;
    const Points full = lung_outline(a, side, chest.diaphragm_raise[index_of(side)]);
    const cv::Point2f root = lung_place(a, side, 0.10F, random.uniform(0.55F, 0.75F));
    const float shrink = random.uniform(0.68F, 0.78F);
    Points shrunken;
    for (const cv::Point2f& point : full) shrunken.push_back(root + shrink * (point - root));
    // Adhesions hold the lung where it meets the diaphragm: the rim is apical and lateral.
    const Points reach{lung_place(a, side, 0.0F, -0.2F), lung_place(a, side, 1.3F, -0.2F),
                       lung_place(a, side, 1.3F, 0.72F), lung_place(a, side, 0.0F, 0.45F)};
    const Layer within = filled(chest.view, reach, 0.015F).mul(chest.lung[index_of(side)]);
    const Layer rim = within.mul(1 - filled(chest.view, shrunken, 0.002F));
    cv::Mat1b line = blank(chest.view);
    shrunken.push_back(shrunken.front());
    stroke(line, chest.view, shrunken, 0.007F, 0.007F, 255);
    return 0.5F * soft(line, 0.0015F).mul(within) - 0.25F * rim - 0.34F * rim.mul(chest.vessels);
}

}  // namespace

bool aerated(const Chest& chest, cv::Point2f place) {
    const cv::Point2f pixel = chest.view.to_pixel(place);
    const cv::Point at(cvRound(pixel.x), cvRound(pixel.y));
    return cv::Rect(0, 0, chest.view.size, chest.view.size).contains(at) && chest.air.at<float>(at) > 0.9F;
}

Layer lesion_density(Finding finding, const Chest& chest, Side side, PhantomRandom& random) {
    switch (finding) {
        case Finding::atelectasis:
            return atelectasis(chest, side, random);
        case Finding::cardiomegaly:
            return chest.enlargement;
        case Finding::effusion:
            return effusion(chest, side, random);
        case Finding::infiltration:
            return infiltration(chest, side, random);
        case Finding::mass:
            return round_density(chest, side, random.uniform(0.05F, 0.075F), 0.10F, random);
        case Finding::nodule:
            return 0.9F * round_density(chest, side, random.uniform(0.021F, 0.030F), 0.03F, random);
        case Finding::pneumonia:
            return pneumonia(chest, side, random);
        case Finding::pneumothorax:
            return pneumothorax(chest, side, random);
        default:
            throw std::logic_error("lesion_density: this finding has no box");
    }
}

}  // namespace gren::phantom
