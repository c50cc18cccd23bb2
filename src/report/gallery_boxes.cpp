#include "src/report/gallery_boxes.h"

#include <algorithm>
#include <cstddef>
#include <memory>

namespace gren::report {
namespace {

constexpr std::size_t kExtremes = 3;  // of largest gain, and of largest loss

using Boxes = std::vector<ReportBox>;

std::vector<Boxes> by_class(const Boxes& boxes, const std::vector<std::string>& classes) {
    std::vector<Boxes> all;
    for (const auto& name : classes) {
        Boxes of_class;
        for (const auto& box : boxes)
            if (box.cls == name) of_class.push_back(box);
        if (!of_class.empty()) all.push_back(std::move(of_class));
    }
    return all;
}

// `sorted` falls; what stands before `middle` may be best, what behind it worst.
ExtremeBoxes ends_of(const Boxes& sorted, Boxes::const_iterator middle) {
    ExtremeBoxes chosen;
    for (auto box = sorted.begin(); box != middle && chosen.best.size() < kExtremes; ++box)
        chosen.best.push_back(*box);
    for (auto box = sorted.end(); box != middle && chosen.worst.size() < kExtremes;)
        chosen.worst.push_back(*--box);
    return chosen;
}

// Of each class one in turn until they are `count` together or none is left.
std::vector<std::size_t> shares(const std::vector<Boxes>& classes, std::size_t count) {
    std::vector<std::size_t> share(classes.size(), 0);
    for (bool given = true; given;) {
        given = false;
        for (std::size_t k = 0; k < classes.size() && count > 0; ++k)
            if (share[k] < classes[k].size()) ++share[k], --count, given = true;
    }
    return share;
}

}  // namespace

std::vector<ReportBox> typical_boxes(const Boxes& boxes, const std::vector<std::string>& classes) {
    Boxes chosen;
    for (auto& of_class : by_class(boxes, classes)) {
        std::ranges::stable_sort(of_class, {}, &ReportBox::iou);
        chosen.push_back(of_class[of_class.size() / 2]);
    }
    return chosen;
}

ExtremeBoxes extreme_boxes(Boxes boxes, const std::function<double(const ReportBox&)>& gain) {
    std::erase_if(boxes, [&](const ReportBox& box) { return gain(box) == 0; });
    std::ranges::stable_sort(boxes, std::greater(), gain);
    return ends_of(boxes, std::ranges::find_if(boxes, [&](const ReportBox& box) { return gain(box) < 0; }));
}

ExtremeBoxes extreme_boxes(Boxes boxes) {
    std::ranges::stable_sort(boxes, std::greater(), &ReportBox::iou);
    return ends_of(boxes, boxes.begin() + static_cast<std::ptrdiff_t>(boxes.size() / 2));
}

std::vector<ReportBox> spread_boxes(const Boxes& boxes, const std::vector<std::string>& classes,
                                    std::size_t count) {
    auto grouped_boxes = by_class(boxes, classes);
    const auto share = shares(grouped_boxes, count);
    Boxes chosen;
    for (std::size_t k = 0; k < grouped_boxes.size(); ++k) {
        auto& of_class = grouped_boxes[k];
        std::ranges::stable_sort(of_class, std::greater(), &ReportBox::iou);
        for (std::size_t i = 0; i < share[k]; ++i)
            chosen.push_back(of_class[(2 * i + 1) * of_class.size() / (2 * share[k])]);
    }
    return chosen;
}

}  // namespace gren::report
