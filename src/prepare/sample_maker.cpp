#include "src/prepare/sample_maker.h"

#include "dataio/archive/box_frame.h"
#include "dataio/hashes/average_hash.h"
#include "dataio/hashes/block_hashes.h"
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

// In pixels of the size×size image; counts those that were clipped.
std::vector<Box> fit_boxes(const Radiograph& radiograph, const std::optional<cv::Size>& frame,
                           cv::Size original, int size, MadeSample& made) {
    const float scale_x = static_cast<float>(size) / static_cast<float>(original.width),
                scale_y = static_cast<float>(size) / static_cast<float>(original.height);
    const cv::Size2f within = frame.value_or(original);
    std::vector<Box> fitted;
    for (const ListedBox& box : radiograph.boxes) {
        const Box whole = fit_box(box, original, frame);
        if (box.x < 0 || box.y < 0 || box.x + box.w > within.width || box.y + box.h > within.height)
            ++made.boxes_clipped;
        fitted.push_back(
            {whole.cls, whole.x * scale_x, whole.y * scale_y, whole.w * scale_x, whole.h * scale_y});
    }
    return fitted;
}

}  // namespace

MadeSample make_sample(const Radiograph& radiograph, int size, LungSource& lungs, const HashOptions& hash,
                       const std::optional<cv::Size>& box_frame) {
    const DecodedImage decoded = read_radiograph(radiograph.file);
    const cv::Mat1b image = resize_to_square(decoded.grey, size);
    const cv::Mat1b mask = shrink_lungs(lungs.lungs(radiograph.name, decoded.grey), size);

    MadeSample made;
    made.channels = decoded.channels;
    made.bits = decoded.bits;
    made.flag_reason =
        cv::countNonZero(mask) == 0 ? lungs.why_none(radiograph.name) : implausible_lungs(mask).value_or("");
    SampleInfo& info = made.sample.info;
    info.name = radiograph.name;
    info.patient = radiograph.patient;
    info.original_height = decoded.grey.rows;
    info.original_width = decoded.grey.cols;
    info.hash = lung_hashes(image, mask, hash);
    info.block_hash = block_hashes(image, hash.variant);
    info.average_hash = average_hash(image);
    info.lungs_flagged = !made.flag_reason.empty();
    info.label = radiograph.label;
    info.boxes = fit_boxes(radiograph, box_frame, decoded.grey.size(), size, made);
    made.sample.image.assign(image.data, image.data + image.total());
    made.sample.lungs.assign(mask.data, mask.data + mask.total());
    return made;
}

}  // namespace gren
