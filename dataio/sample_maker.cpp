#include "dataio/sample_maker.h"

#include <algorithm>
#include <optional>

#include "dataio/image.h"

namespace gren {
namespace {

// A stored pixel is lung where at least half of what it covers is.
cv::Mat1b shrink_lungs(const cv::Mat1b& lungs, int size) {
    cv::Mat1b shrunk(size, size, std::uint8_t{0});
    for (const std::uint8_t lung : {kLeftLung, kRightLung}) {
        const cv::Mat mask = (lungs & lung) != 0;  // 0 or 255
        shrunk |= (resize_to_square(mask, size) >= 128) & lung;
    }
    return shrunk;
}

// Moves `made`'s counts; the boxes of the result count in pixels of the size×size image.
std::vector<Box> fit_boxes(const std::vector<Box>& boxes, cv::Size original, int size, MadeSample& made) {
    const auto width = static_cast<float>(original.width), height = static_cast<float>(original.height);
    const float scale_x = static_cast<float>(size) / width, scale_y = static_cast<float>(size) / height;
    std::vector<Box> fitted;
    for (const Box& box : boxes) {
        const float left = std::clamp(box.x, 0.f, width), right = std::clamp(box.x + box.w, 0.f, width);
        const float top = std::clamp(box.y, 0.f, height), bottom = std::clamp(box.y + box.h, 0.f, height);
        if (right <= left || bottom <= top) {
            ++made.boxes_dropped;
            continue;
        }
        if (left != box.x || top != box.y || right != box.x + box.w || bottom != box.y + box.h)
            ++made.boxes_clipped;
        fitted.push_back(
            {box.cls, left * scale_x, top * scale_y, (right - left) * scale_x, (bottom - top) * scale_y});
    }
    return fitted;
}

}  // namespace

MadeSample make_sample(const Radiograph& radiograph, int size, LungSource& lungs, const HashOptions& hash) {
    const DecodedImage decoded = read_radiograph(radiograph.file);
    const cv::Mat1b image = resize_to_square(decoded.grey, size);
    const cv::Mat1b mask = shrink_lungs(lungs.lungs(radiograph.name, decoded.grey), size);

    MadeSample made;
    made.channels = decoded.channels;
    made.bits = decoded.bits;
    made.flag_reason = implausible_lungs(mask).value_or("");
    SampleInfo& info = made.sample.info;
    info.name = radiograph.name;
    info.patient = radiograph.patient;
    info.original_height = decoded.grey.rows;
    info.original_width = decoded.grey.cols;
    info.hash = lung_hashes(image, mask, hash);
    info.lungs_flagged = !made.flag_reason.empty();
    info.label = radiograph.label;
    info.boxes = fit_boxes(radiograph.boxes, decoded.grey.size(), size, made);
    made.sample.image.assign(image.data, image.data + image.total());
    made.sample.lungs.assign(mask.data, mask.data + mask.total());
    return made;
}

}  // namespace gren
