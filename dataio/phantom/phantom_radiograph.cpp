#include "dataio/phantom/phantom_radiograph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "dataio/phantom/phantom_asymmetry.h"

namespace gren::phantom {
namespace {

// Keys of the independent streams of one image; the findings follow after them.
enum : std::uint64_t {
    kPoseKey = 1,
    kExposureKey,
    kTextureKey,
    kNoiseKey,
    kFirstFindingKey,
    kTwinsKey = 100
};
constexpr std::uint64_t kOtherSideKey = 1;  // of the stream of a finding that lies in both lungs

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

PhantomRandom film_random(const PhantomRandom& patient, int follow_up) {
    return patient.fork(1 + static_cast<std::uint64_t>(follow_up));
}

Layer planned_density(const PlannedFinding& planned, const Chest& chest, const PhantomRandom& random) {
    switch (planned.form) {
        case Form::diffuse:
            return diffuse_density(chest, planned.side, random);
        case Form::difference:
            return difference_density(planned.finding, chest, planned.side, random);
        default:
            return finding_density(planned.finding, chest, planned.side, random);
    }
}

// In the order of the case's findings.
std::vector<Layer> changes_of(const PhantomCase& phantom, const Chest& chest, const PhantomRandom& patient) {
    std::vector<Layer> changes;
    std::optional<Finding> before;
    for (const PlannedFinding& planned : phantom.findings) {
        const PhantomRandom film = film_random(patient, planned.since.value_or(phantom.follow_up));
        const PhantomRandom random =
            film.fork(kFirstFindingKey + static_cast<std::uint64_t>(planned.finding));
        changes.push_back(
            planned_density(planned, chest, planned.finding == before ? random.fork(kOtherSideKey) : random));
        before = planned.finding;
    }
    return changes;
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

std::vector<Finding> distinct_findings(const PhantomCase& phantom) {
    std::vector<Finding> findings;
    for (const PlannedFinding& planned : phantom.findings) findings.push_back(planned.finding);
    findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
    return findings;
}

PhantomRadiograph draw_radiograph(const PhantomCase& phantom, int size, std::uint64_t seed) {
    const PhantomRandom patient = patient_random(phantom, seed);
    const PhantomRandom image = film_random(patient, phantom.follow_up);
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

    if (phantom.lung_tone != 0) background += phantom.lung_tone * chest.air;
    if (phantom.twin_masses) background += mirrored_masses(chest, image.fork(kTwinsKey));

    const std::vector<Layer> changes = changes_of(phantom, chest, patient);
    for (std::size_t i = 0; i < changes.size(); ++i)
        if (!is_boxed(phantom.findings[i].finding)) background += changes[i];

    PhantomRadiograph radiograph;
    const Layer film_without = exposure.film(background);
    Layer density = background.clone();
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const Finding finding = phantom.findings[i].finding;
        if (!is_boxed(finding)) continue;
        radiograph.boxes.push_back(
            {finding, visible_box(exposure.film(background + changes[i]), film_without)});
        density += changes[i];
    }
    Layer film = exposure.film(density) + grain(view, image.fork(kNoiseKey));
    film.convertTo(radiograph.grey, CV_8U);
    radiograph.lungs = lung_labels(chest, heart);
    radiograph.whole_lungs = lung_labels(chest, Layer::zeros(heart.size(), CV_32F));
    return radiograph;
}

}  // namespace gren::phantom
