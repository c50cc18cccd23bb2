#include "dataio/phantom/phantom_skeleton.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dataio/phantom/phantom_outlines.h"

namespace gren::phantom {
namespace {

constexpr int kPosteriorRibs = 10;
constexpr int kAnteriorRibs = 6;

// From the spine outward: almost level, then down along the side of the chest.
Points posterior_rib(const Anatomy& a, Side side, int rib) {
    const float y = a.top + 0.01F + a.rib_spacing * static_cast<float>(rib);
    const float reach =
        a.half_width * std::min(1.0F, 0.52F + 0.14F * static_cast<float>(rib)) * outward(side);
    return open_curve({{0.5F + 0.03F * outward(side), y},
                       {0.5F + 0.40F * reach, y - 0.2F * a.rib_slope},
                       {0.5F + 0.80F * reach, y + 0.5F * a.rib_slope},
                       {0.5F + 1.03F * reach, y + 1.5F * a.rib_slope}});
}

// From the side of the chest down towards the breastbone.
Points anterior_rib(const Anatomy& a, Side side, int rib) {
    const float y = a.top + 0.10F + 1.1F * a.rib_spacing * static_cast<float>(rib);
    const float reach =
        a.half_width * std::min(1.0F, 0.72F + 0.12F * static_cast<float>(rib)) * outward(side);
    return open_curve({{0.5F + 1.02F * reach, y},
                       {0.5F + 0.85F * reach, y + 0.9F * a.rib_slope},
                       {0.5F + 0.55F * reach, y + 1.9F * a.rib_slope},
                       {0.5F + 0.38F * reach, y + 2.2F * a.rib_slope}});
}

Points clavicle(const Anatomy& a, Side side) {
    const float out = outward(side);
    return open_curve({{0.5F + 0.045F * out, a.top + 0.055F},
                       {0.5F + 0.14F * out, a.top + 0.035F - 0.5F * a.clavicle_tilt},
                       {0.5F + 0.27F * out, a.top + 0.005F - a.clavicle_tilt},
                       {0.5F + 0.40F * out, a.top - 0.015F - a.clavicle_tilt}});
}

Points shoulder_blade(const Anatomy& a, Side side) {
    const float out = outward(side);
    return closed_curve({{0.5F + (a.half_width - 0.03F) * out, a.top + 0.07F},
                         {0.5F + (a.half_width + 0.10F) * out, a.top + 0.02F},
                         {0.5F + (a.half_width + 0.09F) * out, a.top + 0.10F},
                         {0.5F + (a.half_width + 0.025F) * out, a.top + 0.30F},
                         {0.5F + (a.half_width - 0.005F) * out, a.top + 0.26F}});
}

// A vessel wanders on from `start`, thins, and gives off two more, `order` times.
void branch(cv::Mat1b& canvas, const View& view, cv::Point2f start, float angle, float length, float width,
            int order, PhantomRandom& random) {
    Points path{start};
    for (int step = 0; step < 3; ++step) {
        angle += 0.22F * random.bell();
        path.push_back(path.back() + cv::Point2f(std::cos(angle), std::sin(angle)) * (length / 3));
    }
    const float end_width = 0.65F * width;
    stroke(canvas, view, open_curve(path), width, end_width, 60 + 40 * order);
    if (order == 0) return;
    for (const float turn : {-0.42F, 0.42F}) {
        branch(canvas, view, path.back(), angle + turn + 0.15F * random.bell(), 0.72F * length,
               0.9F * end_width, order - 1, random);
    }
}

}  // namespace

Layer draw_bones(const Anatomy& anatomy, const View& view) {
    cv::Mat1b canvas = blank(view), front = blank(view);
    for (const Side side : kSides) {
        paint(front, view, shoulder_blade(anatomy, side), 60);
        for (int rib = 0; rib < kAnteriorRibs; ++rib) {
            stroke(front, view, anterior_rib(anatomy, side, rib), 1.1F * anatomy.rib_width, anatomy.rib_width,
                   70);
        }
        for (int rib = 0; rib < kPosteriorRibs; ++rib) {
            const Points path = posterior_rib(anatomy, side, rib);
            stroke(canvas, view, path, anatomy.rib_width, anatomy.rib_width, 120);
            stroke(canvas, view, path, 0.5F * anatomy.rib_width, 0.5F * anatomy.rib_width, 95);
        }
        stroke(canvas, view, clavicle(anatomy, side), 0.026F, 0.022F, 190);
    }
    float top = -0.02F;  // of a vertebra
    while (top < 1) {
        paint(canvas, view, {{0.472F, top}, {0.528F, top}, {0.528F, top + 0.042F}, {0.472F, top + 0.042F}},
              170);
        top += 0.052F;
    }
    return soft(canvas, 0.003F) + soft(front, 0.004F);
}

Layer draw_vessels(const Anatomy& anatomy, const View& view) {
    constexpr int kBranches = 8;
    PhantomRandom random(anatomy.vessel_seed);
    cv::Mat1b canvas = blank(view);
    for (const Side side : kSides) {
        const cv::Point2f root = hilum(anatomy, side);
        paint(canvas, view, ellipse(root, 0.020F, 0.045F), 120);
        for (int i = 0; i < kBranches; ++i) {
            const float up_to_down = -1.35F + 2.75F * static_cast<float>(i) / (kBranches - 1);
            const float angle = side == Side::left ? up_to_down : std::numbers::pi_v<float> - up_to_down;
            const float turn = 0.1F * random.bell(), length = random.uniform(0.07F, 0.11F);
            branch(canvas, view, root, angle + turn, length, 0.010F, 3, random);
        }
    }
    return soft(canvas, 0.0025F);
}

}  // namespace gren::phantom
