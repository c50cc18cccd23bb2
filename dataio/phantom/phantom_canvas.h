// Drawing in the unit square: curves, soft shapes and smooth noise as layers of floats.
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "dataio/phantom/phantom_random.h"

namespace gren::phantom {

using Layer = cv::Mat;                    // [S, S] float32
using Points = std::vector<cv::Point2f>;  // x to the viewer's right, y down; the picture is [0, 1]²

// From the unit square to the pixels of a picture: where the patient stands before the film.
struct View {
    int size = 0;         // S, pixels per side
    cv::Matx23f placing;  // unit square -> unit square

    cv::Point2f to_pixel(cv::Point2f point) const;
};

Points open_curve(const Points& control);  // Catmull-Rom through every control point
Points closed_curve(const Points& control);
Points ellipse(cv::Point2f center, float radius_x, float radius_y);
// The outline of a stroke along `path` whose width falls linearly from `width` to `end_width`.
Points ribbon(const Points& path, float width, float end_width);

// `level` 0..255 over whatever is there; shapes narrower than a pixel fade instead of growing.
void paint(cv::Mat1b& canvas, const View& view, const Points& outline, int level);
void stroke(cv::Mat1b& canvas, const View& view, const Points& path, float width, float end_width, int level);

cv::Mat1b blank(const View& view);                    // [S, S] zeros
Layer soft(const cv::Mat1b& canvas, float softness);  // 0..1; `softness` is the deviation of the blur
Layer filled(const View& view, const Points& outline, float softness);  // 0..1
// Mean 0, deviation about 0.7; `grain` is the distance between independent values.
Layer smooth_noise(const View& view, float grain, PhantomRandom& random);

}  // namespace gren::phantom
