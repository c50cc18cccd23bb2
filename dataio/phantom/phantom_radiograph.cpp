#include "dataio/phantom/phantom_radiograph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace gren::phantom {
namespace {

// Keys of the independent streams of one image; the findings follow after them.
enum : std::uint64_t { kPoseKey = 1, kExposureKey, kTextureKey, kNoiseKey, kFirstFindingKey };

PhantomRandom patient_random(const PhantomCase& phantom, std::uint64_t seed) {
    return PhantomRandom(seed).fork(static_cast<std::uint64_t>(phantom.patient));
}

Anatomy anatomy_of(const PhantomCase& phantom, std::uint64_t seed) {
    const PhantomRandom own = patient_random(phantom, seed);
    if (phantom.build == 0) return make_anatomy(own);
    // Patients' streams have their numbers, from 1 up; those of builds go down from the largest.
    return make_anatomy_like(PhantomRandom(seed).fork(~static_cast<std::uint64_t>(phantom.build)), own);
}

View make_view(int size, PhantomRandom random) {
    const float angle = 0.015F * random.bell();
    const float scale = 1 + 0.02F * random.bell();
    const cv::Vec2f shift{0.010F * random.bell(), 0.010F * random.bell()};
    const float c = scale * std::cos(angle), s = scale * std::sin(angle);
    // About the middle of the picture.
    return {size, {c, -s, 0.5F - 0.5F * (c - s) + shift[0], s, c, 0.5F - 0.5F * (s + c) + shift[1]}};
}

struct Exposure {
    float gain = 1, contrast = 1, brightness = 0;

    // Grey levels, not yet rounded: Beer-Lambert's law, then the film.
    Layer film(const Layer& density) const {
        Layer passed;
        cv::exp(-gain * cv::max(density, 0.02F), passed);
        return 12 + brightness + 225 * contrast * (1 - passed);
    }
};

Exposure make_exposure(bool supine, PhantomRandom random) {
    const float paler = supine ? 1.0F : 0.0F;
    return {.gain = random.uniform(0.92F, 1.10F) + 0.06F * paler,
            .contrast = random.uniform(0.95F, 1.0F) - 0.06F * paler,
            .brightness = random.uniform(0, 8) + 8 * paler};
}

cv::Rect visible_box(const Layer& film, const Layer& film_without) {
    return cv::boundingRect(cv::abs(film - film_without) >= kVisibleLevels);
}

cv::Mat1b lung_labels(const Chest& chest, const Layer& heart) {
    cv::Mat1b labels = blank(chest.view);
    for (const Side side : kSides) {
        labels.setTo(static_cast<double>(index_of(side) + 1),
                     chest.lung[index_of(side)].mul(1 - heart) >= 0.5F);
    }
    return labels;
}

Layer grain(const View& view, PhantomRandom random) {
    cv::Mat1f noise(view.size, view.size);
    for (float& value : noise) value = 2 * random.bell();
    return noise;
}

}  // namespace

std::string file_name(const PhantomCase& phantom) {
    return fmt::format("{:08}_{:03}.png", phantom.patient, phantom.follow_up);
}

PhantomRadiograph draw_radiograph(const PhantomCase& phantom, int size, std::uint64_t seed) {
    const PhantomRandom patient = patient_random(phantom, seed);
    const PhantomRandom image = patient.fork(1 + static_cast<std::uint64_t>(phantom.follow_up));
    const View view = make_view(size, image.fork(kPoseKey));
    Chest chest = draw_chest(anatomy_of(phantom, seed), phantom.diaphragm_raise, view);
    const Exposure exposure = make_exposure(phantom.supine, image.fork(kExposureKey));

    PhantomRandom texture = image.fork(kTextureKey);
    const Layer coarse = smooth_noise(view, 0.12F, texture), fine = smooth_noise(view, 0.02F, texture);
    Layer background = chest.density + 0.05F * coarse + 0.025F * fine.mul(chest.air);
    const bool enlarged =
        std::ranges::count(phantom.findings, Finding::cardiomegaly, &PlannedFinding::finding) > 0;
    const Layer& heart = enlarged ? chest.enlarged_heart : chest.heart;
    chest.air = (chest.lung[0] + chest.lung[1]).mul(1 - heart);  // what is left for the other findings

    std::vector<std::pair<Finding, Layer>> lesions;
    for (const auto& [finding, side] : phantom.findings) {
        const auto key = kFirstFindingKey + static_cast<std::uint64_t>(finding);
        const Layer change = finding_density(finding, chest, side, image.fork(key));
        if (is_boxed(finding)) {
            lesions.emplace_back(finding, change);
        } else {
            background += change;
        }
    }

    PhantomRadiograph radiograph;
    const Layer film_without = exposure.film(background);
    Layer density = background.clone();
    for (const auto& [finding, change] : lesions) {
        radiograph.boxes.push_back({finding, visible_box(exposure.film(background + change), film_without)});
        density += change;
    }
    Layer film = exposure.film(density) + grain(view, image.fork(kNoiseKey));
    film.convertTo(radiograph.grey, CV_8U);
    radiograph.lungs = lung_labels(chest, heart);
    radiograph.whole_lungs = lung_labels(chest, Layer::zeros(heart.size(), CV_32F));
    return radiograph;
}

}  // namespace gren::phantom
