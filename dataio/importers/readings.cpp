#include "dataio/importers/readings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gren {
namespace {

constexpr float kSameLesion = 0.5F;  // IoU

float overlap(const Box& a, const Box& b) {
    const float width = std::min(a.x + a.w, b.x + b.w) - std::max(a.x, b.x),
                height = std::min(a.y + a.h, b.y + b.h) - std::max(a.y, b.y);
    if (width <= 0 || height <= 0) return 0;
    return width * height / (a.w * a.h + b.w * b.h - width * height);
}

struct Lesion {
    Box mean() const {
        Box mean{boxes.front().cls};
        const auto share = 1 / static_cast<float>(boxes.size());
        for (const ListedBox& box : boxes) {
            mean.x += share * box.x;
            mean.y += share * box.y;
            mean.w += share * box.w;
            mean.h += share * box.h;
        }
        return mean;
    }
    bool has(const std::string& reader) const {
        return std::ranges::find(boxes, reader, &ListedBox::reader) != boxes.end();
    }

    std::vector<ListedBox> boxes;
};

// Each box joins the lesion that it overlaps most.
std::vector<Lesion> lesions_of(const std::vector<ListedBox>& boxes) {
    std::vector<Lesion> lesions;
    for (const ListedBox& box : boxes) {
        Lesion* nearest = nullptr;
        float most = kSameLesion;
        for (Lesion& lesion : lesions) {
            if (lesion.boxes.front().cls != box.cls || lesion.has(box.reader)) continue;
            if (const float found = overlap(lesion.mean(), box); found >= most) {
                nearest = &lesion;
                most = found;
            }
        }
        if (!nearest) nearest = &lesions.emplace_back();
        nearest->boxes.push_back(box);
    }
    return lesions;
}

ListedBox joined(const Lesion& lesion) {
    std::vector<std::string> readers;
    for (const ListedBox& box : lesion.boxes) readers.push_back(box.reader);
    return {lesion.mean(), lesion.boxes.front().place, fmt::format("{}", fmt::join(readers, "|")), {}};
}

}  // namespace

void settle(const Readings& readings, Readers rule, Radiograph& radiograph, SettledCounts& counts) {
    const auto is_enough = [&](std::size_t votes) {
        return rule == Readers::any ? votes > 0 : 2 * votes > readings.readers.size();
    };
    std::vector<std::size_t> votes(radiograph.label.size());
    for (const auto& [cls, reader] : readings.findings) ++votes[cls];
    for (const std::size_t cls : readings.unsaid) raise_label(radiograph.label[cls], kLabelUnknown);
    for (std::size_t cls = 0; cls < votes.size(); ++cls) {
        if (is_enough(votes[cls])) raise_label(radiograph.label[cls], kLabelPresent);
        counts.findings_left_out += votes[cls] > 0 && !is_enough(votes[cls]);
    }
    if (rule == Readers::any) {
        radiograph.boxes = readings.boxes;
        return;
    }
    for (const Lesion& lesion : lesions_of(readings.boxes)) {
        if (is_enough(lesion.boxes.size())) {
            radiograph.boxes.push_back(joined(lesion));
            counts.boxes_joined += static_cast<std::int64_t>(lesion.boxes.size());
        } else {
            counts.boxes_left_out += static_cast<std::int64_t>(lesion.boxes.size());
        }
    }
}

}  // namespace gren
