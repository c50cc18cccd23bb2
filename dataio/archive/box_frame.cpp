#include "dataio/archive/box_frame.h"

#include <fmt/format.h>

#include <algorithm>

#include "dataio/data_error.h"
#include "dataio/films/film_file.h"

namespace gren {
namespace {

constexpr float kMostOverhang = 1;        // pixels
constexpr std::size_t kEnoughBoxes = 30;  // for their reach to say something
constexpr float kLeastReach = 0.6F;       // of the image: NIH's 984 boxes reach to 0.99 of theirs

std::string by(cv::Size size) {
    return fmt::format("{}×{}", size.width, size.height);
}

std::optional<cv::Size> size_of(const std::filesystem::path& file) {
    try {
        return film_size(file);
    } catch (const UnreadableImage&) {
        return std::nullopt;
    }
}

// How far boxes reach, as a share of their images' width and height.
struct Reach {
    void count(const Box& box, cv::Size image) {
        ++boxes;
        right = std::max(right, (box.x + box.w) / static_cast<float>(image.width));
        bottom = std::max(bottom, (box.y + box.h) / static_cast<float>(image.height));
    }

    std::size_t boxes = 0;
    float right = 0, bottom = 0;
};

}  // namespace

Box fit_box(const ListedBox& box, cv::Size image, const std::optional<cv::Size>& frame) {
    const cv::Size2f within = frame.value_or(image);
    if (box.mask.width > 0 && cv::Size2f(cv::Size(box.mask.width, box.mask.height)) != within)
        throw DataError(fmt::format(
            "{}: the mask has {}×{} pixels and {} has {}; give the size that masks and boxes were drawn on "
            "as "
            "--box-frame WxH",
            box.place, box.mask.width, box.mask.height, frame ? "--box-frame" : "its image", by(within)));
    const float left = std::clamp(box.x, 0.F, within.width),
                right = std::clamp(box.x + box.w, 0.F, within.width);
    const float top = std::clamp(box.y, 0.F, within.height),
                bottom = std::clamp(box.y + box.h, 0.F, within.height);
    const float overhang =
        std::max({left - box.x, box.x + box.w - right, top - box.y, box.y + box.h - bottom});
    if (overhang > kMostOverhang || right <= left || bottom <= top)
        throw DataError(fmt::format("{}: the box x {:g}, y {:g}, width {:g}, height {:g} leaves {}; {}",
                                    box.place, box.x, box.y, box.w, box.h,
                                    frame ? fmt::format("--box-frame {}x{}", frame->width, frame->height)
                                          : fmt::format("its image of {} pixels", by(image)),
                                    frame ? "give the size of the images that the boxes were drawn on"
                                          : "if the boxes were drawn on images of another size, give that as "
                                            "--box-frame WxH (NIH's own list: "
                                            "--box-frame 1024x1024)"));
    const float scale_x = static_cast<float>(image.width) / within.width,
                scale_y = static_cast<float>(image.height) / within.height;
    return {box.cls, left * scale_x, top * scale_y, (right - left) * scale_x, (bottom - top) * scale_y};
}

void check_box_frame(Archive& archive, const std::optional<cv::Size>& frame) {
    std::optional<cv::Size> common;
    bool all_alike = true;
    Reach reach;
    for (const Radiograph& radiograph : archive.radiographs) {
        if (radiograph.boxes.empty()) continue;
        const auto size = size_of(radiograph.file);
        if (!size) continue;
        for (const ListedBox& box : radiograph.boxes) reach.count(fit_box(box, *size, frame), *size);
        all_alike = all_alike && common.value_or(*size) == *size;
        common = size;
    }
    if (!common || frame) return;
    if (all_alike)
        for (const ListedBox& box : archive.boxes_without_image)
            reach.count(fit_box(box, *common, frame), *common);
    if (reach.boxes >= kEnoughBoxes && std::max(reach.right, reach.bottom) < kLeastReach)
        archive.report.notes.push_back(
            fmt::format("all {} boxes keep to the first {:.0f} % of their images' width and {:.0f} % of "
                        "their height. If they were drawn on "
                        "smaller images, give those images' size as --box-frame WxH.",
                        reach.boxes, 100 * reach.right, 100 * reach.bottom));
}

}  // namespace gren
