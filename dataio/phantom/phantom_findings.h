// NIH's fourteen findings on a phantom: which there are, and what each adds to the density of a chest.
#pragma once

#include <array>
#include <opencv2/core.hpp>

#include "dataio/phantom/phantom_anatomy.h"
#include "dataio/phantom/phantom_random.h"

namespace gren::phantom {

// NIH's order; the first eight have boxes.
enum class Finding {
    atelectasis,
    cardiomegaly,
    effusion,
    infiltration,
    mass,
    nodule,
    pneumonia,
    pneumothorax,
    consolidation,
    edema,
    emphysema,
    fibrosis,
    pleural_thickening,
    hernia,
};
inline constexpr int kBoxedFindings = 8;
inline constexpr int kFindings = 14;
inline constexpr std::array<const char*, kFindings> kFindingNames{
    "Atelectasis", "Cardiomegaly", "Effusion",           "Infiltration",  "Mass",
    "Nodule",      "Pneumonia",    "Pneumothorax",       "Consolidation", "Edema",
    "Emphysema",   "Fibrosis",     "Pleural_Thickening", "Hernia"};
inline bool is_boxed(Finding finding) {
    return static_cast<int>(finding) < kBoxedFindings;
}
inline const char* name_of(Finding finding) {
    return kFindingNames[static_cast<std::size_t>(finding)];
}

// How a finding shows.
enum class Form {
    local,       // at a place of its own
    diffuse,     // over a whole lung, without a border
    difference,  // by what one lung has and the other lacks (phantom_asymmetry.h)
};

// What the finding adds to `chest.density`; negative where it is more transparent. `side` is that
// of unilateral ones.
Layer finding_density(Finding finding, const Chest& chest, Side side, PhantomRandom random);

// The two halves of finding_density: the eight with boxes, the six without.
Layer lesion_density(Finding finding, const Chest& chest, Side side, PhantomRandom& random);
Layer sign_density(Finding finding, const Chest& chest, Side side, PhantomRandom& random);

// An infiltration that fills its lung: a haze that thickens and thins, and fades towards the lung's rim.
Layer diffuse_density(const Chest& chest, Side side, PhantomRandom random);

// Whether there is lung, and no heart, at a place of the unit square.
bool aerated(const Chest& chest, cv::Point2f place);

}  // namespace gren::phantom
