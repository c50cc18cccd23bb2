#include "src/prepare/prepare_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "dataio/archive/archive_summary.h"
#include "src/prepare/dicom_counts.h"

namespace gren {
namespace {

constexpr std::size_t kListedFiles = 10;

std::string mode_name(const MadeSample& made) {
    const auto color = made.channels == 1 ? "grey" : made.channels == 3 ? "RGB" : "RGBA";
    return fmt::format("{} {} bit", color, made.bits);
}

void add(std::map<std::string, std::int64_t>& sums, const nlohmann::json& counts) {
    for (const auto& [name, count] : counts.items()) sums[name] += count.get<std::int64_t>();
}

}  // namespace

void PrepareSummary::count(const MadeSample& made, const std::vector<std::string>& classes) {
    const auto& info = made.sample.info;
    ++images;
    for (std::size_t k = 0; k < classes.size(); ++k)
        if (info.label[k] == kLabelPresent) ++labels[classes[k]];
    for (const auto& box : info.boxes) ++boxes[classes[static_cast<std::size_t>(box.cls)]];
    ++modes[mode_name(made)];
    if (!made.flag_reason.empty()) ++flagged[made.flag_reason];
    if (!made.not_aligned.empty()) ++not_aligned[made.not_aligned];
    if (made.dicom) count_dicom(*made.dicom, dicom);
    boxes_clipped += made.boxes_clipped;
}

std::string PrepareSummary::to_json() const {
    nlohmann::ordered_json json{{"images", images},
                                {"labels", labels},
                                {"boxes", boxes},
                                {"modes", modes},
                                {"flagged", flagged},
                                {"not_aligned", not_aligned},
                                {"boxes_clipped", boxes_clipped},
                                {"skipped", skipped}};
    if (!dicom.empty()) json["dicom"] = dicom;
    if (!window.empty()) json["window"] = window;
    return json.dump();
}

PrepareSummary merged(const std::vector<std::string>& jsons) {
    PrepareSummary sum;
    for (const auto& text : jsons) {
        const auto json = nlohmann::json::parse(text);
        sum.images += json["images"].get<std::int64_t>();
        add(sum.labels, json["labels"]);
        add(sum.boxes, json["boxes"]);
        add(sum.modes, json["modes"]);
        add(sum.flagged, json["flagged"]);
        add(sum.not_aligned, json["not_aligned"]);
        add(sum.dicom, json.value("dicom", nlohmann::json::object()));
        sum.boxes_clipped += json["boxes_clipped"].get<std::int64_t>();
        for (const auto& file : json["skipped"]) sum.skipped.push_back(file);
    }
    std::sort(sum.skipped.begin(), sum.skipped.end());
    return sum;
}

std::string summary_text(const PrepareSummary& s, const Archive& archive, bool has_lungs, bool aligned) {
    const auto& report = archive.report;
    std::string text;
    if (!has_lungs)
        text =
            "no lungs: the methods with a graph (all but baseline) will have nothing to compare; give "
            "--lung-model, --lung-masks or "
            "--chexmask\n";
    text += provenance_text(archive.provenance);
    text += image_line(s.images, report);
    text += counts_text("labels", s.labels) + counts_text("boxes", s.boxes) + counts_text("modes", s.modes);
    text += counts_text("flagged lungs", s.flagged);
    if (aligned) text += counts_text("not aligned", s.not_aligned);
    text += fmt::format("boxes clipped at the border: {}, without an image here: {}\n", s.boxes_clipped,
                        archive.boxes_without_image.size());
    if (!s.dicom.empty()) text += counts_text("DICOM", s.dicom) + dicom_warning(s.dicom);
    for (const auto& note : report.notes) text += fmt::format("note: {}\n", note);
    text += fmt::format("skipped: {}\n", s.skipped.size());
    for (std::size_t i = 0; i < std::min(s.skipped.size(), kListedFiles); ++i)
        text += fmt::format("  {}\n", s.skipped[i]);
    if (s.skipped.size() > kListedFiles)
        text += fmt::format("  and {} more, all in dataset.json\n", s.skipped.size() - kListedFiles);
    return text;
}

}  // namespace gren
