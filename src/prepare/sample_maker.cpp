#include "src/prepare/sample_maker.h"

#include "dataio/archive/box_frame.h"
#include "dataio/hashes/average_hash.h"
#include "dataio/hashes/block_hashes.h"
#include "dataio/image.h"
#include "dataio/lungs/region_masks.h"

namespace gren {
namespace {

// A stored pixel is lung where at least half of what it covers is.
cv::Mat1b shrink_masks(const cv::Mat1b& masks, std::size_t regions, int size) {
    cv::Mat1b shrunk(size, size, std::uint8_t{0});
    for (std::size_t r = 0; r < regions; ++r) {
        const cv::Mat mask = (masks & (1 << r)) != 0;  // 0 or 255
        shrunk |= (resize_to_square(mask, size) >= 128) & (1 << r);
    }
    return shrunk;
}

// Bits of the scheme's regions at the stored size. `given`: as its source of lungs gives them.
cv::Mat1b masks_of(const cv::Mat1b& given, RegionScheme scheme, int size) {
    if (scheme == RegionScheme::lobes) return shrink_masks(given, region_names(scheme).size(), size);
    const auto lungs = shrink_masks(given, region_names(RegionScheme::lungs).size(), size);
    return scheme == RegionScheme::thirds ? zones_of(lungs) : lungs;
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

MadeSample make_sample(const Radiograph& radiograph, const SampleOptions& options, LungSource& lungs) {
    const int size = options.size;
    const DecodedImage decoded = read_radiograph(radiograph.file);
    const cv::Mat1b image = resize_to_square(decoded.grey, size);
    const cv::Mat1b masks = masks_of(lungs.lungs(radiograph.name, decoded.grey), options.regions, size);

    MadeSample made;
    made.channels = decoded.channels;
    made.bits = decoded.bits;
    made.flag_reason = cv::countNonZero(masks) == 0
                           ? lungs.why_none(radiograph.name)
                           : implausible_regions(masks, options.regions).value_or("");
    SampleInfo& info = made.sample.info;
    info.name = radiograph.name;
    info.patient = radiograph.patient;
    info.original_height = decoded.grey.rows;
    info.original_width = decoded.grey.cols;
    info.hash = region_hashes(image, masks, region_names(options.regions), options.hash);
    info.block_hash = block_hashes(image, options.hash.variant);
    info.average_hash = average_hash(image);
    info.lungs_flagged = !made.flag_reason.empty();
    info.label = radiograph.label;
    info.boxes = fit_boxes(radiograph, options.box_frame, decoded.grey.size(), size, made);
    made.sample.image.assign(image.data, image.data + image.total());
    made.sample.lungs.assign(masks.data, masks.data + masks.total());
    return made;
}

}  // namespace gren
