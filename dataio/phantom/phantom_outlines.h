// The shapes of a patient's chest as curves in the unit square.
#pragma once

#include <array>

#include "dataio/phantom/phantom_anatomy.h"

namespace gren::phantom {

// A place in a lung: `across` 0 at the midline, 1 at the side of the chest; `down` 0 at the apex, 1
// at the base.
cv::Point2f lung_place(const Anatomy& anatomy, Side side, float across, float down);
cv::Point2f hilum(const Anatomy& anatomy, Side side);

Points body_outline(const Anatomy& anatomy);
Points thorax_outline(const Anatomy& anatomy);
Points mediastinum_outline(const Anatomy& anatomy);
Points heart_outline(const Anatomy& anatomy, float cardiothoracic_ratio);
Points abdomen_outline(const Anatomy& anatomy, const std::array<float, 2>& diaphragm_raise);
Points lung_outline(const Anatomy& anatomy, Side side, float diaphragm_raise);

}  // namespace gren::phantom
