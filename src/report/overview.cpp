// The result first: in a sentence what came out for GREN, then every row with what it is compared with.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "src/report/cells.h"
#include "src/report/published_figures.h"
#include "src/report/sections.h"

namespace gren::report {
namespace {

constexpr std::size_t kMostSentences = 4;  // of one kind; more are counted

bool is_control(const RunGroup& group) {
    return method_grade(group.method) == "control";
}

// At T(IoU) = 0.5: of a control against GREN, of the others against the baseline, else against what there is.
const Comparison* comparison_of(const RunGroup& group, const std::vector<Comparison>& compared) {
    const std::string wanted = is_control(group) ? "gren" : "baseline";
    const Comparison* found = nullptr;
    for (const auto& one : compared)
        if (one.a == &group && one.threshold == "0.5" && (!found || one.b->method == wanted)) found = &one;
    return found;
}

std::string count_of(std::int64_t n, const char* one, const char* many) {
    return fmt::format("{} {}", n, n == 1 ? one : many);
}

Cell interval_cell(const std::optional<Interval>& interval, std::string over) {
    return {.text = interval ? range_text(*interval) : "–", .note = std::move(over)};
}

Row overview_row(const ReportTableRuns& table, const RunGroup& group, const Comparison* one) {
    const auto accuracy = [&](const std::string& threshold) {
        std::vector<std::optional<double>> values;
        for (const auto* run : group.runs)
            values.push_back(run->boxes.empty() ? std::nullopt
                                                : std::optional(run->mean_accuracy.at(threshold)));
        return mean_cell(group, values, 3);
    };
    std::vector<std::optional<double>> auc;
    for (const auto* run : group.runs) auc.push_back(run->mean_auc);
    Row row{.cells = {{group.label, own_note(group.method)},
                      {table.participation},
                      accuracy("0.5"),
                      accuracy("0.7"),
                      mean_cell(group, auc, 3)}};
    if (one) {
        const auto& found = one->found;
        row.cells.insert(
            row.cells.end(),
            {{one->b->label},
             {.text = signed_number(found.accuracy.value), .value = found.accuracy.value},
             interval_cell(found.accuracy.over_runs,
                           count_of(static_cast<std::int64_t>(found.runs), "pair of runs", "pairs of runs")),
             interval_cell(found.accuracy.over_patients,
                           count_of(found.accuracy.patients, "patient", "patients") + ", " +
                               count_of(found.boxes, "box", "boxes")),
             {outcome(*one)}});
    } else {
        row.cells.insert(row.cells.end(), 5, kNoFigure);
    }
    row.cells.push_back(runs_cell(group));
    return row;
}

std::string sentence(const Comparison& one) {
    return one.matters() ? fmt::format("{} {} boxes than {} ({} in mean accuracy).", one.a->label,
                                       outcome(one), one.b->label, signed_number(one.found.accuracy.value))
                         : fmt::format("{} and {} cannot be told apart.", one.a->label, one.b->label);
}

// Few as a sentence each, many counted.
std::string sentences(const std::vector<const Comparison*>& all, const char* rows, const char* reference) {
    std::string words;
    if (all.size() <= kMostSentences) {
        for (const auto* one : all) words += " " + sentence(*one);
        return words;
    }
    const auto count = [&](const char* what) {
        return std::ranges::count_if(all, [&](const Comparison* one) { return outcome(*one) == what; });
    };
    return fmt::format(" Of {} {}, {} find more boxes than {}, {} fewer; {} cannot be told apart from it.",
                       all.size(), rows, count("finds more"), reference, count("finds fewer"),
                       count("cannot be told apart"));
}

std::string verdict_of(const ReportTableRuns& table, const std::vector<Comparison>& compared) {
    std::vector<const Comparison*> of_gren, of_controls;
    for (const auto& one : compared) {
        if (one.threshold != "0.5") continue;
        if (one.a->method == "gren" && one.b->method == "baseline") of_gren.push_back(&one);
        if (is_control(*one.a) && one.b->method == "gren") of_controls.push_back(&one);
    }
    const auto words = sentences(of_gren, "rows of GREN", "the baseline") +
                       sentences(of_controls, "rows of controls", "GREN");
    return words.empty() ? "" : fmt::format("Participation {}, T(IoU) = 0.5:{}", table.participation, words);
}

}  // namespace

Section overview_section(const std::vector<ReportTableRuns>& tables,
                         const std::vector<std::vector<Comparison>>& compared) {
    Section section{.id = "result", .title = "Result", .blocks = {}};
    Table out{
        .id = "overview",
        .caption =
            "Every row: mean accuracy over the classes with boxes, and the difference at T(IoU) = "
            "0.5 to the row it is compared with, on the same boxes",
        .header = {"Model", "Participation", "T(IoU) = 0.5", "T(IoU) = 0.7", "AUC", "Against", "Difference",
                   "95 % over runs", "95 % over patients", "Outcome", "Runs"},
        .rows = {},
        .notes = {"Below a figure ± the std over folds (over seeds where there is one fold). Outcome: by "
                  "McNemar's exact test, adjusted (the table of differences has all of it). Of the two "
                  "intervals trust the wider; runs share training images, so that theirs is too narrow "
                  "still."}};
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (auto words = verdict_of(tables[i], compared[i]); !words.empty())
            section.blocks.emplace_back(Paragraph{std::move(words)});
        for (const auto& group : tables[i].groups) {
            out.rows.push_back(overview_row(tables[i], group, comparison_of(group, compared[i])));
            out.rows.back().starts_block = i > 0 && &group == &tables[i].groups.front();
        }
    }
    section.blocks.emplace_back(std::move(out));
    return section;
}

}  // namespace gren::report
