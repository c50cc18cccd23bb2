// The chest of an invented patient: the numbers that make it this patient's, and its layers on the film.
#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>

#include "dataio/phantom/phantom_canvas.h"
#include "dataio/phantom/phantom_random.h"

namespace gren::phantom {

enum class Side { left, right };  // the patient's; the patient's left is the viewer's right
inline constexpr std::array<Side, 2> kSides{Side::left, Side::right};
inline std::size_t index_of(Side side) {
    return static_cast<std::size_t>(side);
}
// The sign of x away from the midline.
inline float outward(Side side) {
    return side == Side::left ? 1.0F : -1.0F;
}
inline constexpr std::size_t kLungPoints = 12;  // control points of a lung's outline

// One per patient, the same in all of its images. Lengths in the unit square.
struct Anatomy {
    float half_width = 0;                // from the midline to the side of the chest
    float top = 0, base = 0;             // apex of the lungs, costophrenic angles
    std::array<float, 2> dome_height{};  // of the hemidiaphragm above the angle, by Side
    std::array<Points, 2> wobble;        // kLungPoints each: what makes a lung's outline its own, by Side
    float heart_ratio = 0;               // cardiothoracic ratio, 0.38..0.46
    float enlarged_ratio = 0;            // the same patient with cardiomegaly, 0.58..0.68
    float rib_spacing = 0, rib_slope = 0, rib_width = 0;
    float clavicle_tilt = 0;
    float soft_tissue = 0;  // added to the density of chest wall
    cv::Point2f gas;        // stomach bubble
    float gas_radius = 0;
    std::uint64_t vessel_seed = 0;
};
Anatomy make_anatomy(PhantomRandom random);
// Of the patients that share `build`: alike, with a quarter of what distinguishes patients left to each.
Anatomy make_anatomy_like(PhantomRandom build, PhantomRandom own);

// Layers of density and cover.
struct Chest {
    Anatomy anatomy;
    std::array<float, 2> diaphragm_raise{};
    View view;
    std::array<Layer, 2> lung;  // cover 0..1, the part behind the heart included, by Side
    Layer heart;                // cover 0..1 above the diaphragm
    Layer enlarged_heart;       // the same with cardiomegaly
    Layer vessels;              // 0..1, both lungs
    Layer air;                  // cover 0..1 of lung beside the heart
    Layer density;              // of the chest without any finding
    Layer enlargement;          // what cardiomegaly adds to the density
};
// `diaphragm_raise`: by how much each dome stands higher than at full breath; negative is flat.
Chest draw_chest(const Anatomy& anatomy, const std::array<float, 2>& diaphragm_raise, const View& view);

}  // namespace gren::phantom
