#include "dataio/phantom/phantom_anatomy.h"

#include "dataio/phantom/phantom_outlines.h"
#include "dataio/phantom/phantom_skeleton.h"

namespace gren::phantom {
namespace {

// Densities; the film shows 1 - exp(-density).
constexpr float kBody = 0.55F, kThorax = 0.52F, kMidline = 0.75F, kAbdomen = 1.30F;
constexpr float kAirLack = 0.92F;  // what a lung takes from the body around it
constexpr float kBone = 0.42F, kVessel = 0.30F;

Layer beside(const Layer& cover, const Layer& other) {
    return cover.mul(1 - other);
}

// What lungs, their vessels and the heart between them add to the body.
Layer lungs_and_heart(const Chest& chest, const Layer& mediastinum, const Layer& heart) {
    const Layer air = beside(chest.lung[0] + chest.lung[1], heart);
    return kMidline * cv::max(mediastinum, heart) - kAirLack * air + kVessel * chest.vessels.mul(air);
}

// Each draw lies between that of the build and the patient's own; vessels are always the patient's.
struct MixedRandom {
    PhantomRandom build, own;
    float own_share;

    float uniform(float low, float high) { return mixed(build.uniform(low, high), own.uniform(low, high)); }
    float bell() { return mixed(build.bell(), own.bell()); }
    float mixed(float of_build, float of_patient) const {
        return (1 - own_share) * of_build + own_share * of_patient;
    }
};

Anatomy anatomy_from(PhantomRandom build, PhantomRandom own, float own_share) {
    MixedRandom random{build, own, own_share};
    Anatomy a;
    a.half_width = random.uniform(0.305F, 0.37F);
    a.top = random.uniform(0.07F, 0.13F);
    a.base = random.uniform(0.72F, 0.81F);
    const float left_dome = random.uniform(0.055F, 0.085F);
    a.dome_height = {left_dome, left_dome + random.uniform(0.025F, 0.04F)};  // the liver lifts the right one
    for (Points& wobble : a.wobble) {
        for (std::size_t i = 0; i < kLungPoints; ++i) {
            wobble.push_back(cv::Point2f{random.bell(), random.bell()} * 0.007F);
        }
    }
    a.heart_ratio = random.uniform(0.38F, 0.46F);
    a.enlarged_ratio = random.uniform(0.58F, 0.68F);
    a.rib_spacing = random.uniform(0.056F, 0.070F);
    a.rib_slope = random.uniform(0.035F, 0.065F);
    a.rib_width = random.uniform(0.017F, 0.024F);
    a.clavicle_tilt = random.uniform(-0.015F, 0.025F);
    a.soft_tissue = random.uniform(0.0F, 0.25F);
    a.gas = {random.uniform(0.64F, 0.72F), a.base + random.uniform(0.01F, 0.05F)};
    a.gas_radius = random.uniform(0.025F, 0.05F);
    a.vessel_seed = random.own.next();
    return a;
}

}  // namespace

Anatomy make_anatomy(PhantomRandom random) {
    return anatomy_from(random, random, 1);
}

Anatomy make_anatomy_like(PhantomRandom build, PhantomRandom own) {
    return anatomy_from(build, own, 0.25F);
}

Chest draw_chest(const Anatomy& anatomy, const std::array<float, 2>& diaphragm_raise, const View& view) {
    Chest chest;
    chest.anatomy = anatomy;
    chest.diaphragm_raise = diaphragm_raise;
    chest.view = view;
    const Layer abdomen = filled(view, abdomen_outline(anatomy, diaphragm_raise), 0.005F);
    for (const Side side : kSides) {
        const Points outline = lung_outline(anatomy, side, diaphragm_raise[index_of(side)]);
        chest.lung[index_of(side)] = beside(filled(view, outline, 0.005F), abdomen);
    }
    chest.heart = beside(filled(view, heart_outline(anatomy, anatomy.heart_ratio), 0.004F), abdomen);
    chest.enlarged_heart =
        beside(filled(view, heart_outline(anatomy, anatomy.enlarged_ratio), 0.004F), abdomen);
    chest.vessels = draw_vessels(anatomy, view);
    chest.air = beside(chest.lung[0] + chest.lung[1], chest.heart);

    const Layer body = filled(view, body_outline(anatomy), 0.016F);
    const Layer thorax = filled(view, thorax_outline(anatomy), 0.014F);
    const Layer mediastinum = filled(view, mediastinum_outline(anatomy), 0.006F);
    const Layer trachea = filled(
        view,
        {{0.488F, -0.05F}, {0.512F, -0.05F}, {0.512F, anatomy.top + 0.2F}, {0.488F, anatomy.top + 0.2F}},
        0.006F);
    const Layer gas =
        filled(view, ellipse(anatomy.gas, 1.4F * anatomy.gas_radius, anatomy.gas_radius), 0.005F);
    const Layer bones = draw_bones(anatomy, view);

    const Layer healthy = lungs_and_heart(chest, mediastinum, chest.heart);
    chest.enlargement = lungs_and_heart(chest, mediastinum, chest.enlarged_heart) - healthy;
    chest.density = (kBody + anatomy.soft_tissue) * body + kThorax * thorax.mul(body) +
                    kAbdomen * abdomen.mul(body) + kBone * bones.mul(body) - 0.45F * trachea - 1.1F * gas +
                    healthy;
    return chest;
}

}  // namespace gren::phantom
