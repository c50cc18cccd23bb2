#include "dataio/phantom/phantom_outlines.h"

#include <algorithm>

namespace gren::phantom {

cv::Point2f lung_place(const Anatomy& anatomy, Side side, float across, float down) {
    return {0.5F + outward(side) * across * anatomy.half_width,
            anatomy.top + down * (anatomy.base - anatomy.top)};
}

cv::Point2f hilum(const Anatomy& anatomy, Side side) {
    const float higher = side == Side::left ? 0.02F : 0;  // over the left main bronchus
    return {0.5F + 0.075F * outward(side), anatomy.top + 0.30F - higher};
}

Points lung_outline(const Anatomy& a, Side side, float diaphragm_raise) {
    const float w = a.half_width;
    const float dome = a.base - a.dome_height[index_of(side)] - diaphragm_raise;
    const Points half{{0.115F, a.top},
                      {0.175F, a.top + 0.022F},
                      {0.76F * w, a.top + 0.12F},
                      {0.93F * w, a.top + 0.33F},
                      {0.99F * w, a.base - 0.14F},
                      {1.0F * w, a.base},
                      {0.84F * w, 0.62F * dome + 0.38F * a.base},
                      {0.56F * w, dome},
                      {0.17F * w, dome + 0.03F},
                      {0.060F, a.top + 0.32F},
                      {0.052F, a.top + 0.16F},
                      {0.066F, a.top + 0.035F}};
    Points control;
    for (std::size_t i = 0; i < half.size(); ++i) {
        const cv::Point2f wobble = a.wobble[index_of(side)][i];
        control.emplace_back(0.5F + outward(side) * (half[i].x + wobble.x), half[i].y + wobble.y);
    }
    return closed_curve(control);
}

Points body_outline(const Anatomy& a) {
    const float flank = a.half_width + 0.085F;
    Points half{{0.085F, -0.05F},
                {0.095F, 0.03F},
                {0.20F, 0.5F * a.top + 0.02F},
                {0.36F, 0.5F * a.top + 0.06F},
                {0.56F, 0.24F},
                {0.56F, 0.52F},
                {flank + 0.03F, 0.42F},
                {flank - 0.005F, 0.40F},
                {flank, 0.60F},
                {flank + 0.01F, 0.80F},
                {flank + 0.02F, 1.05F}};
    Points outline;
    for (const cv::Point2f& point : half) outline.emplace_back(0.5F + point.x, point.y);
    for (auto point = half.rbegin(); point != half.rend(); ++point)
        outline.emplace_back(0.5F - point->x, point->y);
    return outline;
}

// The rib cage seen along its side: brightest just outside the lungs.
Points thorax_outline(const Anatomy& a) {
    const float w = a.half_width + 0.03F;
    return closed_curve({{0.5F, a.top - 0.05F},
                         {0.5F + 0.55F * w, a.top - 0.01F},
                         {0.5F + 0.90F * w, a.top + 0.16F},
                         {0.5F + w, a.top + 0.36F},
                         {0.5F + 1.05F * w, a.base},
                         {0.5F + 1.05F * w, 1.2F},
                         {0.5F - 1.05F * w, 1.2F},
                         {0.5F - 1.05F * w, a.base},
                         {0.5F - w, a.top + 0.36F},
                         {0.5F - 0.90F * w, a.top + 0.16F},
                         {0.5F - 0.55F * w, a.top - 0.01F}});
}

// The great vessels: superior vena cava on the patient's right, aortic arch on the left.
Points mediastinum_outline(const Anatomy& a) {
    return closed_curve({{0.455F, -0.05F},
                         {0.45F, a.top + 0.05F},
                         {0.435F, a.top + 0.20F},
                         {0.44F, a.top + 0.40F},
                         {0.45F, 1.05F},
                         {0.55F, 1.05F},
                         {0.565F, a.top + 0.40F},
                         {0.56F, a.top + 0.27F},
                         {0.578F, a.top + 0.205F},
                         {0.56F, a.top + 0.14F},
                         {0.55F, a.top + 0.05F},
                         {0.545F, -0.05F}});
}

// Two thirds of the heart lie on the patient's left; the apex is low on that side.
Points heart_outline(const Anatomy& a, float ratio) {
    const float width = ratio * 2 * a.half_width;
    const float right = 0.5F - 0.34F * width, left = 0.5F + 0.66F * width;
    const float low = a.base - 0.01F;
    const float high = low - 0.24F - 0.30F * width;
    return closed_curve({{0.5F - 0.05F, high},
                         {right + 0.02F, high + 0.45F * (low - high)},
                         {right, high + 0.68F * (low - high)},
                         {right + 0.03F, low},
                         {0.5F + 0.15F * width, low + 0.04F},
                         {left - 0.05F, low + 0.01F},
                         {left, low - 0.075F},
                         {0.5F + 0.50F * width, high + 0.45F * (low - high)},
                         {0.5F + 0.055F, high + 0.03F}});
}

// Everything below the two domes.
Points abdomen_outline(const Anatomy& a, const std::array<float, 2>& raise) {
    Points top;
    for (const Side side : {Side::right, Side::left}) {
        const float out = outward(side);
        const float dome = a.base - a.dome_height[index_of(side)] - raise[index_of(side)];
        Points half{{0.5F + out * 1.4F * a.half_width, a.base + 0.03F},
                    {0.5F + out * 1.02F * a.half_width, a.base + 0.01F},
                    {0.5F + out * 0.86F * a.half_width, 0.55F * dome + 0.45F * a.base},
                    {0.5F + out * 0.56F * a.half_width, dome},
                    {0.5F + out * 0.20F * a.half_width, dome + 0.015F}};
        if (side == Side::left) std::reverse(half.begin(), half.end());
        top.insert(top.end(), half.begin(), half.end());
    }
    Points outline = open_curve(top);
    outline.emplace_back(1.3F, 1.3F);
    outline.emplace_back(-0.3F, 1.3F);
    return outline;
}

}  // namespace gren::phantom
