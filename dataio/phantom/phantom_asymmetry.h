// Findings that only the comparison of the two lungs shows: what is a disease in one lung is health in both.
#pragma once

#include <vector>

#include "dataio/phantom/phantom_findings.h"
#include "dataio/phantom/phantom_radiograph.h"

namespace gren::phantom {

inline constexpr float kPneumoniaTone = 0.12F;  // density by which the paler lung exceeds the other

// Makes Mass, Pneumonia and Fibrosis of all cases such findings, and gives every patient what hides them:
// - Pneumonia: one lung is paler; how pale both are differs more between patients;
// - Fibrosis: one diaphragm stands higher, so that its lung is smaller; where both stand differs more;
// - Mass: a shadow without its mirror image; of the films without one, half have a shadow in both lungs, so
//   that each lung by itself is as often with as without one, whether there is a mass or not.
// Tone and diaphragm are a patient's, the same in all of its films but for the finding.
void plan_asymmetry(std::vector<PhantomCase>& cases, const PhantomRandom& random);

// What a finding of Form::difference adds to `chest.density`; nothing for fibrosis, which is in its
// diaphragm. Throws std::logic_error: another finding than the three.
Layer difference_density(Finding finding, const Chest& chest, Side side, PhantomRandom random);

// Two such shadows, each the other's mirror image.
Layer mirrored_masses(const Chest& chest, PhantomRandom random);

}  // namespace gren::phantom
