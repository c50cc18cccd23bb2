// Fig. 6-8: on the same images the regions that the methods found.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <tuple>

#include "dataio/run_lengths.h"
#include "src/report/coco.h"
#include "src/report/panel.h"
#include "src/report/published_figures.h"
#include "src/report/sections.h"

namespace gren::report {
namespace {

constexpr std::size_t kExtremes = 3;  // cases of largest gain, and of largest loss

struct Contender {
    const ReportRun* run = nullptr;
    Regions regions;
    std::map<std::pair<std::string, std::string>, double> iou;  // by image and class
};

std::filesystem::path predictions_of(const ReportRun& run) {
    return run.folder / "predictions.json";
}

// One run a method, all of one participation, fold and seed: those with the most methods.
std::vector<const ReportRun*> same_images(const std::vector<ReportTableRuns>& tables) {
    std::map<std::tuple<std::string, std::int64_t, std::int64_t>, std::vector<const ReportRun*>> by_list;
    for (const auto& table : tables)
        for (const auto& group : table.groups)
            for (const auto* run : group.runs) {
                auto& chosen = by_list[{table.participation, run->fold, run->seed}];
                const bool has_method = std::ranges::any_of(
                    chosen, [&](const ReportRun* other) { return other->method == run->method; });
                if (!has_method && !run->boxes.empty() && std::filesystem::exists(predictions_of(*run)))
                    chosen.push_back(run);
            }
    std::vector<const ReportRun*> most;
    for (const auto& [list, runs] : by_list)
        if (runs.size() > most.size()) most = runs;
    return most;
}

const Contender* of_method(const std::vector<Contender>& contenders, const std::string& method) {
    const auto found = std::ranges::find_if(
        contenders, [&](const Contender& contender) { return contender.run->method == method; });
    return found == contenders.end() ? nullptr : &*found;
}

// `box` is of the shown run; the others have the same.
Case case_of(const std::string& id, const std::string& words, const ReportBox& box,
             const std::vector<Contender>& contenders, const Dataset& dataset) {
    const auto sample = dataset.index_of(box.image);
    const auto& info = dataset.info(sample);
    const int side = dataset.traits().image_size;
    cv::Mat1b grey(side, side), lungs(side, side);
    dataset.read_pixels(sample, std::span(grey.data, grey.total()), std::span(lungs.data, lungs.total()));
    Case one{.id = id,
             .image_id = id + "_picture",
             .image = picture_uri(grey),
             .caption = fmt::format("{}{}, {}", words, box.cls, box.image),
             .panels = {}};
    const auto reference = reference_drawing(one.image_id, box, info.original_width, info.original_height);
    one.panels.push_back({reference, "Reference", ""});
    for (const auto& contender : contenders) {
        const auto region = contender.regions.find({box.image, box.cls});
        const auto drawing = region == contender.regions.end()
                                 ? ""
                                 : region_drawing(mask_from_run_lengths(
                                       region->second.counts, region->second.height, region->second.width));
        one.panels.push_back({reference + drawing, method_label(contender.run->method),
                              fmt::format("IoU {:.2f}", contender.iou.at({box.image, box.cls}))});
    }
    return one;
}

// Of each class the box whose IoU is the median of the shown run's.
std::vector<ReportBox> typical(const ReportRun& shown) {
    std::vector<ReportBox> chosen;
    for (const auto& name : shown.class_names) {
        std::vector<ReportBox> of_class;
        for (const auto& box : shown.boxes)
            if (box.cls == name) of_class.push_back(box);
        if (of_class.empty()) continue;
        std::ranges::stable_sort(of_class, {}, &ReportBox::iou);
        chosen.push_back(of_class[of_class.size() / 2]);
    }
    return chosen;
}

struct Extremes {
    std::vector<ReportBox> best, worst;  // at most kExtremes each, no box in both
};

// By the shown run's gain over the reference, without the boxes on which they are equal; by its IoU where
// there is none.
Extremes extremes_of(const Contender& shown, const Contender* reference) {
    const auto gain = [&](const ReportBox& box) {
        return box.iou - (reference ? reference->iou.at({box.image, box.cls}) : 0);
    };
    auto boxes = shown.run->boxes;
    if (reference) std::erase_if(boxes, [&](const ReportBox& box) { return gain(box) == 0; });
    std::ranges::stable_sort(boxes, std::greater(), gain);
    const auto first_loss =
        reference ? std::ranges::find_if(boxes, [&](const ReportBox& box) { return gain(box) < 0; })
                  : boxes.begin() + static_cast<std::ptrdiff_t>(boxes.size() / 2);
    Extremes chosen;
    for (auto box = boxes.begin(); box != first_loss && chosen.best.size() < kExtremes; ++box)
        chosen.best.push_back(*box);
    for (auto box = boxes.end(); box != first_loss && chosen.worst.size() < kExtremes;)
        chosen.worst.push_back(*--box);
    return chosen;
}

}  // namespace

std::optional<Section> gallery_section(const std::vector<ReportTableRuns>& tables, const Dataset& dataset) {
    std::vector<Contender> contenders;
    for (const auto* run : same_images(tables)) {
        contenders.push_back(
            {run, read_regions(predictions_of(*run), run->folder / "ground_truth.json"), {}});
        for (const auto& box : run->boxes) contenders.back().iou[{box.image, box.cls}] = box.iou;
    }
    if (contenders.empty()) return std::nullopt;
    const auto* gren = of_method(contenders, "gren");
    const auto& shown = gren ? *gren : contenders.back();
    const auto* baseline = of_method(contenders, "baseline");
    const auto* reference = baseline == &shown ? nullptr : baseline;
    const auto shown_name = method_label(shown.run->method);

    Gallery typical_cases{
        .caption = fmt::format("Typical: in each class the box whose IoU is the median of {}'s. "
                               "Green: reference box. Red: predicted region.",
                               shown_name),
        .cases = {}};
    for (const auto& box : typical(*shown.run))
        typical_cases.cases.push_back(
            case_of(fmt::format("typical_{}", typical_cases.cases.size() + 1), "", box, contenders, dataset));
    const auto extremes = extremes_of(shown, reference);
    Gallery best_and_worst{
        .caption = reference
                       ? fmt::format("Best and worst: the boxes on which {} gains most over {} and those on "
                                     "which it loses most{}.",
                                     shown_name, method_label(reference->run->method),
                                     extremes.best.empty() && extremes.worst.empty()
                                         ? "; the two are equal on every box"
                                         : "")
                       : fmt::format("Best and worst boxes of {}.", shown_name),
        .cases = {}};
    const auto add = [&](const char* id, const char* word, const std::vector<ReportBox>& boxes) {
        for (std::size_t i = 0; i < boxes.size(); ++i)
            best_and_worst.cases.push_back(
                case_of(fmt::format("{}_{}", id, i + 1), word, boxes[i], contenders, dataset));
    };
    add("best", "Best: ", extremes.best);
    add("worst", "Worst: ", extremes.worst);
    Section section{.id = "gallery", .title = "Regions side by side (Fig. 6–8)", .blocks = {}};
    section.blocks.emplace_back(Paragraph{fmt::format(
        "Runs {} of participation {}, fold {}, seed {}.",
        [&] {
            std::string names;
            for (const auto& one : contenders) names += (names.empty() ? "" : ", ") + one.run->name;
            return names;
        }(),
        shown.run->participation, shown.run->fold, shown.run->seed)});
    section.blocks.emplace_back(std::move(typical_cases));
    section.blocks.emplace_back(std::move(best_and_worst));
    return section;
}

}  // namespace gren::report
