// What each run cost, and what stands behind its figures.
#include <fmt/format.h>

#include <set>

#include "dataio/shards/split.h"
#include "src/report/cells.h"
#include "src/report/metrics.h"
#include "src/report/published_figures.h"
#include "src/report/sections.h"
#include "src/run/run_folder.h"

namespace gren::report {
namespace {

std::int64_t training_images(const ReportRun& run) {
    const auto file = RunFolder{run.folder}.split();
    return std::filesystem::exists(file) ? static_cast<std::int64_t>(read_split(file).train.size()) : 0;
}

Cell count_cell(std::int64_t count) {
    return {.text = fmt::format("{}", count), .value = static_cast<double>(count)};
}

Cell digest_cell(const std::string& digest) {
    return {digest.substr(0, kDigestDigits)};
}

std::vector<const ReportRun*> in_order(const std::vector<ReportTableRuns>& tables) {
    std::vector<const ReportRun*> runs;
    for (const auto& table : tables)
        for (const auto& group : table.groups) runs.insert(runs.end(), group.runs.begin(), group.runs.end());
    return runs;
}

}  // namespace

Section cost_section(const std::vector<ReportTableRuns>& tables) {
    Table table{
        .id = "cost",
        .caption = "Cost of each run",
        .header = {"Run", "Method", "N", "Ranks", "Steps", "Images", "Images per second", "Seconds",
                   "of them waiting for images", "for checkpoints", "MB a rank sent per step", "in all"},
        .rows = {},
        .notes = {"Seconds: of the steps, by rank 0's clock; start, evaluation and pauses between parts of "
                  "a resumed run are not in them. Images per second and MB per step (10⁶ bytes that other "
                  "ranks need of rank 0, whatever MPI makes of them): the median step."}};
    for (const auto* run : in_order(tables)) {
        const auto cost =
            cost_of(read_metrics(RunFolder{run->folder}.metrics()), run->nodes, training_images(*run));
        const auto megabytes = [](std::int64_t bytes) {
            return number_cell(static_cast<double>(bytes) / 1e6, 3);
        };
        table.rows.push_back({{{run->name},
                               {method_label(run->method)},
                               count_cell(run->nodes),
                               count_cell(run->ranks),
                               count_cell(cost.steps),
                               count_cell(cost.images),
                               number_cell(cost.images_per_second, 1),
                               number_cell(cost.seconds, 1),
                               number_cell(cost.stall_seconds, 1),
                               number_cell(cost.checkpoint_seconds, 1),
                               megabytes(cost.bytes_per_step),
                               megabytes(cost.bytes)}});
    }
    return {.id = "cost", .title = "Cost", .blocks = {std::move(table)}};
}

Section provenance_section(const CollectedRuns& collected) {
    Section section{.id = "provenance", .title = "Runs, lists and versions", .blocks = {}};
    const auto& first = collected.runs.front();
    section.blocks.emplace_back(
        Paragraph{fmt::format("Data set: digest {}, hash {}.", first.dataset, first.hash_variant)});
    Table table{.id = "runs",
                .caption = "Finished runs",
                .header = {"Run", "Method", "Participation", "Fold", "Seed", "N", "Images tested", "Boxes",
                           "Split by", "Patients on both sides", "Training list", "Test list", "Trained by",
                           "Evaluated by"},
                .rows = {},
                .notes = {fmt::format("Lists: the first {} digits of their SHA-256.", kDigestDigits)}};
    for (const auto& run : collected.runs)
        table.rows.push_back(
            {{{run.name},
              {method_label(run.method)},
              {run.participation},
              count_cell(run.fold),
              count_cell(run.seed),
              count_cell(run.nodes),
              count_cell(run.images),
              count_cell(static_cast<std::int64_t>(run.boxes.size())),
              {run.split_by.empty() ? "–" : run.split_by},
              run.patients_on_both_sides ? count_cell(*run.patients_on_both_sides) : kNoFigure,
              digest_cell(run.training_list),
              digest_cell(run.test_list),
              {run.trained_by},
              {run.evaluated_by}}});
    section.blocks.emplace_back(std::move(table));
    if (collected.left_out.empty()) return section;
    Table left{.id = "left_out", .caption = "Left out: not finished", .header = {"Run", "Why"}, .rows = {}};
    for (const auto& one : collected.left_out) left.rows.push_back({{{one.name}, {one.reason}}});
    section.blocks.emplace_back(std::move(left));
    return section;
}

}  // namespace gren::report
