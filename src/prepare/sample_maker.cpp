#include "src/prepare/sample_maker.h"

#include "dataio/archive/box_frame.h"
#include "dataio/films/film_file.h"
#include "dataio/hashes/average_hash.h"
#include "dataio/hashes/block_hashes.h"
#include "dataio/image.h"
#include "dataio/lungs/alignment.h"
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

// What the masks of a source of lungs tell apart; zones are cut from lungs.
RegionScheme given_by_source(RegionScheme scheme) {
    return scheme == RegionScheme::thirds ? RegionScheme::lungs : scheme;
}

Acquisition acquisition_of(const Radiograph& radiograph, const std::optional<DicomNotes>& dicom) {
    Acquisition film;
    film.study = radiograph.study;
    film.view = radiograph.view;
    film.sex = radiograph.sex;
    film.site = radiograph.site;
    film.age = radiograph.age;
    if (!dicom || dicom->spacing.source == SpacingSource::none) return film;
    film.pixel_spacing = {static_cast<float>(dicom->spacing.row_mm),
                          static_cast<float>(dicom->spacing.column_mm)};
    film.spacing_on = dicom->spacing.source == SpacingSource::pixel_spacing ? "patient" : "detector";
    return film;
}

// By the lungs in `masks`, if image, masks and boxes can all be moved; else says why not.
Alignment align(cv::Mat1b& image, cv::Mat1b& masks, const std::vector<std::string>& regions,
                const std::vector<Box>& boxes, std::string& not_aligned) {
    const auto stay = [&](const std::string& reason) {
        not_aligned = reason;
        return Alignment{.boxes = boxes};
    };
    const auto lungs = whole_lungs(masks, regions);
    if (const auto reason = implausible_lungs(lungs)) return stay(*reason);
    if (lie_on_their_side(lungs)) return stay("lungs on their side");
    const auto map = alignment_of(*lung_boxes(lungs));
    if (!map) return stay("lungs too far from upright");
    Alignment moved{.map = *map, .boxes = {}};
    for (const Box& box : boxes) {
        const auto inside = aligned(box, *map, image.rows);
        if (!inside) return stay("a box would leave the image");
        moved.boxes.push_back(*inside);
    }
    image = aligned(image, *map, /*nearest=*/false);
    masks = aligned(masks, *map, /*nearest=*/true);
    return moved;
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
    const Film decoded = read_film(radiograph.file, options.window);
    const auto source = given_by_source(options.regions);
    cv::Mat1b image = resize_to_square(decoded.grey, size);
    cv::Mat1b masks =
        shrink_masks(lungs.lungs(radiograph.name, decoded.grey), region_names(source).size(), size);

    MadeSample made;
    made.channels = decoded.channels;
    made.bits = decoded.bits;
    made.dicom = decoded.dicom;
    SampleInfo& info = made.sample.info;
    info.name = radiograph.name;
    info.patient = radiograph.patient;
    info.original_height = decoded.grey.rows;
    info.original_width = decoded.grey.cols;
    info.label = radiograph.label;
    info.acquisition = acquisition_of(radiograph, decoded.dicom);
    info.boxes = fit_boxes(radiograph, options.box_frame, decoded.grey.size(), size, made);
    if (options.align)
        info.alignment = align(image, masks, region_names(source), info.boxes, made.not_aligned);
    if (options.regions == RegionScheme::thirds) masks = zones_of(masks);

    made.flag_reason = cv::countNonZero(masks) == 0
                           ? lungs.why_none(radiograph.name)
                           : implausible_regions(masks, options.regions).value_or("");
    info.lungs_flagged = !made.flag_reason.empty();
    info.hash = region_hashes(image, masks, region_names(options.regions), options.hash);
    info.block_hash = block_hashes(image, options.hash.variant);
    info.average_hash = average_hash(image);
    made.sample.image.assign(image.data, image.data + image.total());
    made.sample.lungs.assign(masks.data, masks.data + masks.total());
    return made;
}

}  // namespace gren
