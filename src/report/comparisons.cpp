#include "src/report/comparisons.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "src/report/published_figures.h"

namespace gren::report {
namespace {

// The row of `method` that is most like `group`.
const RunGroup* nearest(const ReportTableRuns& table, const RunGroup& group, const std::string& method) {
    const RunGroup* best = nullptr;
    for (const auto& other : table.groups)
        if (other.method == method && &other != &group &&
            (!best || differing_axes(other, group) < differing_axes(*best, group)))
            best = &other;
    return best;
}

std::string p_text(double p) {
    return p < 0.001 ? "< 0.001" : fmt::format("{:.3f}", p);
}

std::string interval_text(const std::optional<Interval>& interval) {
    return interval ? range_text(*interval) : "–";
}

Row row_of(const Comparison& one, bool starts_block) {
    const auto count = [](auto value) {
        return Cell{.text = fmt::format("{}", value), .value = static_cast<double>(value)};
    };
    const double difference = one.found.accuracy.value;
    return {.cells = {{one.a->label},
                      {one.b->label},
                      {one.threshold},
                      {.text = signed_number(difference), .value = difference},
                      {interval_text(one.found.accuracy.over_patients)},
                      {interval_text(one.found.accuracy.over_runs)},
                      count(one.found.boxes),
                      count(one.found.runs),
                      count(one.found.only_a),
                      count(one.found.only_b),
                      {.text = p_text(one.found.p), .value = one.found.p},
                      {.text = p_text(one.adjusted_p), .value = one.adjusted_p, .strong = one.matters()},
                      {outcome(one)}},
            .starts_block = starts_block};
}

}  // namespace

std::string outcome(const Comparison& one) {
    if (!one.matters()) return "cannot be told apart";
    return one.found.only_a > one.found.only_b ? "finds more" : "finds fewer";
}

std::string signed_number(double value) {
    return fmt::format("{}{:.3f}", value < 0 ? "−" : "+", std::abs(value));
}

std::string range_text(const Interval& interval) {
    return fmt::format("{} to {}", signed_number(interval.low), signed_number(interval.high));
}

std::vector<Comparison> comparisons(const ReportTableRuns& table) {
    std::vector<Comparison> all;
    for (const std::string reference : {"baseline", "gren"})
        for (const auto& group : table.groups) {
            if (group.method == reference) continue;
            const auto* other = nearest(table, group, reference);
            // A pair of the two references stands there once.
            if (!other || (reference == "gren" && group.method == "baseline")) continue;
            for (const std::string threshold : {"0.5", "0.7"})
                if (const auto found = paired_difference(group, *other, std::stod(threshold)))
                    all.push_back({&group, other, threshold, *found});
        }
    std::vector<double> p;
    for (const auto& one : all) p.push_back(one.found.p);
    const auto adjusted = holm(p);
    for (std::size_t i = 0; i < all.size(); ++i) all[i].adjusted_p = adjusted[i];
    return all;
}

Table difference_table(const std::string& id, const std::vector<Comparison>& comparisons) {
    Table table{.id = id,
                .caption = "Differences in mean accuracy, on the same boxes",
                .header = {"Row", "against", "T(IoU)", "difference", "95 % over patients", "95 % over runs",
                           "boxes", "shared runs", "row only", "other only", "p", "p, Holm", "verdict"},
                .rows = {}};
    for (std::size_t i = 0; i < comparisons.size(); ++i)
        table.rows.push_back(
            row_of(comparisons[i], i > 0 && comparisons[i].b->method != comparisons[i - 1].b->method));
    table.notes = {
        fmt::format("Row only, other only: boxes that one of both finds and the other does not. p: McNemar's "
                    "exact test, two-sided, on them; a box that several runs test (seeds, rotations) counts "
                    "once, by the sign of its "
                    "summed difference. Holm's adjustment covers the {} comparisons of this table; a verdict "
                    "is given below {}.",
                    comparisons.size(), kSignificance),
        fmt::format(
            "Over patients: 95 % percentiles of {} samples of patients, drawn with replacement with all "
            "their boxes and runs. Over runs: Student's 95 % over folds, a fold being the mean of its "
            "seeds (over seeds where there is one fold); folds share training images, so that it is too "
            "narrow still. Boxes of one patient are not independent, nor do boxes know how training "
            "varies: where test and intervals disagree, trust the wider interval.",
            kBootstrapSamples)};
    return table;
}

}  // namespace gren::report
