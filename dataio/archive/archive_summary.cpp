#include "dataio/archive/archive_summary.h"

#include <fmt/format.h>

namespace gren {

std::string counts_text(const char* title, const std::map<std::string, std::int64_t>& counts) {
    std::string text = fmt::format("{}:", title);
    for (const auto& [name, count] : counts) text += fmt::format(" {} {},", name, count);
    if (counts.empty()) text += " none,";
    text.back() = '\n';
    return text;
}

std::string provenance_text(const Provenance& provenance) {
    std::string text;
    if (!provenance.archive.empty()) text += fmt::format("archive: {}\n", provenance.archive);
    if (!provenance.choices.empty()) text += fmt::format("chosen: {}\n", provenance.choices);
    if (!provenance.licence.empty()) text += fmt::format("licence: {}\n", provenance.licence);
    return text;
}

std::string image_line(std::int64_t images, const ImportReport& report) {
    return fmt::format("images: {} of {} rows ({} rows without an image here{})\n", images, report.rows,
                       report.rows_without_image,
                       report.images_without_row == 0
                           ? ""
                           : fmt::format(", {} images without a row", report.images_without_row));
}

std::string archive_summary(const Archive& archive) {
    std::map<std::string, std::int64_t> views, present, unknown, boxes, masks;
    const auto name = [&](std::int32_t cls) { return archive.classes[static_cast<std::size_t>(cls)]; };
    for (const Radiograph& radiograph : archive.radiographs) {
        ++views[radiograph.view.empty() ? "unknown" : radiograph.view];
        for (std::size_t k = 0; k < archive.classes.size(); ++k) {
            if (radiograph.label[k] == kLabelPresent) ++present[archive.classes[k]];
            if (radiograph.label[k] == kLabelUnknown) ++unknown[archive.classes[k]];
        }
        for (const ListedBox& box : radiograph.boxes) ++boxes[name(box.cls)];
        for (const ListedMask& mask : radiograph.masks) ++masks[name(mask.cls)];
    }
    std::string text = provenance_text(archive.provenance) +
                       image_line(static_cast<std::int64_t>(archive.radiographs.size()), archive.report) +
                       counts_text("views", views) + counts_text("labels", present) +
                       counts_text("unknown labels", unknown) + counts_text("boxes", boxes) +
                       counts_text("masks", masks);
    if (!archive.boxes_without_image.empty())
        text += fmt::format("boxes without an image here: {}\n", archive.boxes_without_image.size());
    for (const std::string& note : archive.report.notes) text += fmt::format("note: {}\n", note);
    return text;
}

}  // namespace gren
