// Fig. 6-8: on the same images the regions that the methods found.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <span>
#include <tuple>

#include "dataio/run_lengths.h"
#include "src/report/coco.h"
#include "src/report/gallery_boxes.h"
#include "src/report/panel.h"
#include "src/report/published_figures.h"
#include "src/report/sections.h"

namespace gren::report {
namespace {

constexpr double kFound = 0.5;                           // T(IoU) of what the page counts as found
constexpr int kLargePicture = 512, kSmallPicture = 256;  // pixels a side

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

struct Contest {
    std::vector<Contender> contenders;
    const Contender* shown = nullptr;      // whose regions choose the boxes
    const Contender* reference = nullptr;  // the baseline beside it, where there is one
};

// The shown run is GREN's, or the last; its boxes are the others' as well. Pointers into `contest`.
void choose_shown(Contest& contest) {
    const auto* gren = of_method(contest.contenders, "gren");
    contest.shown = gren ? gren : &contest.contenders.back();
    const auto* baseline = of_method(contest.contenders, "baseline");
    contest.reference = baseline == contest.shown ? nullptr : baseline;
}

double iou_of(const Contender& contender, const ReportBox& box) {
    return contender.iou.at({box.image, box.cls});
}

Case case_of(const std::string& id, const std::string& words, const ReportBox& box, const Contest& contest,
             const Dataset& dataset, int most_pixels) {
    const auto sample = dataset.index_of(box.image);
    const auto& info = dataset.info(sample);
    const int side = dataset.traits().image_size;
    cv::Mat1b grey(side, side), lungs(side, side);
    dataset.read_pixels(sample, std::span(grey.data, grey.total()), std::span(lungs.data, lungs.total()));
    Case one{.id = id,
             .image_id = id + "_picture",
             .image = picture_uri(grey, most_pixels),
             .caption = fmt::format("{}{}, {}{}", words, box.cls, box.image,
                                    box.patient.empty() ? "" : ", patient " + box.patient),
             .panels = {},
             .disease = box.cls,
             .file = box.image,
             .patient = box.patient,
             .found = iou_of(*contest.shown, box) > kFound};
    const auto reference = reference_drawing(one.image_id, box, info.original_width, info.original_height);
    one.panels.push_back({reference, "Reference", ""});
    for (const auto& contender : contest.contenders) {
        const auto region = contender.regions.find({box.image, box.cls});
        const auto drawing = region == contender.regions.end()
                                 ? ""
                                 : region_drawing(mask_from_run_lengths(
                                       region->second.counts, region->second.height, region->second.width));
        const double iou = iou_of(contender, box);
        one.panels.push_back({reference + drawing, method_label(contender.run->method),
                              fmt::format("IoU {:.2f}, {}", iou, iou > kFound ? "found" : "missed")});
    }
    return one;
}

class Cases {
  public:
    Cases(const Contest& contest, const Dataset& dataset) : contest_(contest), dataset_(dataset) {}

    void add(Gallery& gallery, const std::string& id, const std::string& words,
             const std::vector<ReportBox>& boxes, int most_pixels) {
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            gallery.cases.push_back(
                case_of(fmt::format("{}_{}", id, i + 1), words, boxes[i], contest_, dataset_, most_pixels));
            taken_.insert({boxes[i].image, boxes[i].cls});
        }
    }

    std::vector<ReportBox> others() const {
        auto boxes = contest_.shown->run->boxes;
        std::erase_if(boxes, [&](const ReportBox& box) { return taken_.contains({box.image, box.cls}); });
        return boxes;
    }

  private:
    const Contest& contest_;
    const Dataset& dataset_;
    std::set<std::pair<std::string, std::string>> taken_;  // image and class
};

Gallery typical_gallery(const Contest& contest, Cases& cases) {
    const auto& run = *contest.shown->run;
    const auto name = method_label(run.method);
    Gallery gallery{.title = "Typical",
                    .caption = fmt::format("In each class the box whose IoU is the median of {}'s.", name),
                    .judge = name,
                    .cases = {}};
    cases.add(gallery, "typical", "", typical_boxes(run.boxes, run.class_names), kLargePicture);
    return gallery;
}

Gallery extreme_gallery(const Contest& contest, Cases& cases) {
    const auto& [contenders, shown, reference] = contest;
    const auto name = method_label(shown->run->method);
    const auto extremes =
        reference ? extreme_boxes(shown->run->boxes,
                                  [&](const ReportBox& box) { return box.iou - iou_of(*reference, box); })
                  : extreme_boxes(shown->run->boxes);
    Gallery gallery{
        .title = "Best and worst",
        .caption = reference
                       ? fmt::format("The boxes on which {} gains most over {} and those on which it loses "
                                     "most{}.",
                                     name, method_label(reference->run->method),
                                     extremes.best.empty() && extremes.worst.empty()
                                         ? "; the two are equal on every box"
                                         : "")
                       : fmt::format("The boxes of {}'s highest and lowest IoU.", name),
        .judge = name,
        .cases = {}};
    cases.add(gallery, "best", "Best: ", extremes.best, kLargePicture);
    cases.add(gallery, "worst", "Worst: ", extremes.worst, kLargePicture);
    return gallery;
}

std::optional<Gallery> other_gallery(const Contest& contest, Cases& cases, std::size_t count) {
    const auto& run = *contest.shown->run;
    const auto name = method_label(run.method);
    const auto others = cases.others();
    const auto chosen = spread_boxes(others, run.class_names, count);
    if (chosen.empty()) return std::nullopt;
    Gallery gallery{
        .title = "Others",
        .caption =
            chosen.size() == others.size()
                ? fmt::format("All other boxes tested, {} of them, by class and falling IoU of {}.",
                              others.size(), name)
                : fmt::format("{} of the {} other boxes tested, by class; of each class evenly from the "
                              "highest IoU of {} to its lowest.",
                              chosen.size(), others.size(), name),
        .judge = name,
        .cases = {}};
    cases.add(gallery, "other", "", chosen, kSmallPicture);
    return gallery;
}

}  // namespace

std::optional<Section> gallery_section(const std::vector<ReportTableRuns>& tables, const Dataset& dataset,
                                       std::size_t others) {
    Contest contest;
    std::vector<std::string> names;
    for (const auto* run : same_images(tables)) {
        contest.contenders.push_back(
            {run, read_regions(predictions_of(*run), run->folder / "ground_truth.json"), {}});
        for (const auto& box : run->boxes) contest.contenders.back().iou[{box.image, box.cls}] = box.iou;
        names.push_back(run->name);
    }
    if (contest.contenders.empty()) return std::nullopt;
    choose_shown(contest);
    Cases cases(contest, dataset);
    const auto& run = *contest.shown->run;
    Section section{.id = "gallery", .title = "Regions side by side (Fig. 6–8)", .blocks = {}};
    section.blocks.emplace_back(Paragraph{fmt::format(
        "Green: the reference box. Red: the predicted region. Found: IoU above {}. Runs of participation {}, "
        "fold {}, seed {}: {}.",
        kFound, run.participation, run.fold, run.seed, fmt::join(names, ", "))});
    section.blocks.emplace_back(typical_gallery(contest, cases));
    section.blocks.emplace_back(extreme_gallery(contest, cases));
    if (auto gallery = other_gallery(contest, cases, others))
        section.blocks.emplace_back(std::move(*gallery));
    return section;
}

}  // namespace gren::report
