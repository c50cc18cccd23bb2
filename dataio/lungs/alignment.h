// Films brought into one frame by their lungs, so that a place in one is the same place in all (CIA-Net, Liu
// et al. 2019, learns such a transform; ours is a closed formula of the lungs' boxes).
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "dataio/sample.h"

namespace gren {

// The frame of aligned films: boxes of the left and of the right lung, in shares of the image's side. Means
// over 259 radiographs of ChestX-ray14 whose lungs the shipped segmenter found (bench/lung_frame).
inline const std::array<cv::Rect2d, 2> kLungFrame{cv::Rect2d{.528, .138, .332, .636},
                                                  cv::Rect2d{.133, .155, .345, .607}};

// The tight boxes of both lungs in shares of a side, or nothing where one is missing. lungs [S, S] of bits
// kLeftLung | kRightLung
std::optional<std::array<cv::Rect2d, 2>> lung_boxes(const cv::Mat1b& lungs);

// Rotation, two scales and two shifts, q = R(θ) diag(s_x, s_y) p + t, by which the corners of the lungs'
// boxes come nearest to those of kLungFrame, in the sense of least squares; p and q in shares of a side.
// Nothing for lungs that would have to be turned by more than 45° or mirrored.
std::optional<AffineMap> alignment_of(const std::array<cv::Rect2d, 2>& lungs);

// [S, S], black where the film does not reach; `nearest` for masks.
cv::Mat1b aligned(const cv::Mat1b& image, const AffineMap& map, bool nearest);

// The smallest box around the box's turned corners, cut at the image's border. Pixels of the S×S image before
// and after; nothing where it lies outside.
std::optional<Box> aligned(const Box& box, const AffineMap& map, int size);

}  // namespace gren
