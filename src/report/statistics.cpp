#include "src/report/statistics.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <span>

namespace gren {
namespace {

constexpr double kLevel = 0.95;

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> sample_deviation(const std::vector<double>& values) {
    if (values.size() < 2) return std::nullopt;
    const double mean = mean_of(values);
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

// Boxes and what each counts: a hit, or the difference of two groups' hits.
class Outcomes {
  public:
    void add(const ReportBox& box, std::size_t run, double hit) {
        patients_.push_back(box.patient.empty() ? "image " + box.image : box.patient);
        const auto cls = classes_.try_emplace(box.cls, classes_.size()).first->second;
        boxes_.push_back({run, cls, hit});
        runs_ = std::max(runs_, run + 1);
    }

    Estimate estimate() const {
        const std::vector<int> once(boxes_.size(), 1);
        std::vector<double> drawn;
        for_each_resample(patients_, {.samples = kBootstrapSamples},
                          [&](std::span<const int> times) { drawn.push_back(mean(times)); });
        return {mean(once), percentile_interval(std::move(drawn), kLevel).value()};
    }

  private:
    struct Outcome {
        std::size_t run, cls;
        double hit;
    };

    // Of runs, of classes that have boxes, of boxes, each as often as it was drawn.
    double mean(std::span<const int> times) const {
        std::vector<double> hits(runs_ * classes_.size()), boxes(hits);
        for (std::size_t i = 0; i < boxes_.size(); ++i) {
            const auto cell = boxes_[i].run * classes_.size() + boxes_[i].cls;
            hits[cell] += boxes_[i].hit * times[i];
            boxes[cell] += times[i];
        }
        std::vector<double> of_runs;
        for (std::size_t run = 0; run < runs_; ++run) {
            std::vector<double> of_classes;
            for (auto cell = run * classes_.size(); cell < (run + 1) * classes_.size(); ++cell)
                if (boxes[cell] > 0) of_classes.push_back(hits[cell] / boxes[cell]);
            if (!of_classes.empty()) of_runs.push_back(mean_of(of_classes));
        }
        return mean_of(of_runs);
    }

    std::vector<std::string> patients_;  // by box
    std::vector<Outcome> boxes_;
    std::map<std::string, std::size_t> classes_;
    std::size_t runs_ = 0;
};

using BoxKey = std::pair<std::string, std::string>;  // image, class

std::map<BoxKey, const ReportBox*> by_key(const ReportRun& run) {
    std::map<BoxKey, const ReportBox*> boxes;
    for (const auto& box : run.boxes) boxes[{box.image, box.cls}] = &box;
    return boxes;
}

}  // namespace

MeanOverRuns mean_over_runs(const RunGroup& group, const std::vector<double>& values) {
    std::map<std::int64_t, std::vector<double>> by_fold;
    for (std::size_t i = 0; i < values.size(); ++i) by_fold[group.runs[i]->fold].push_back(values[i]);
    std::vector<double> folds;
    for (const auto& [fold, seeds] : by_fold) folds.push_back(mean_of(seeds));
    return {mean_of(values), sample_deviation(folds.size() > 1 ? folds : values)};
}

double exact_mcnemar(std::int64_t only_a, std::int64_t only_b) {
    const auto discordant = static_cast<double>(only_a + only_b);
    if (discordant == 0) return 1;
    const boost::math::binomial distribution(discordant, 0.5);
    return std::min(1.0, 2 * boost::math::cdf(distribution, static_cast<double>(std::min(only_a, only_b))));
}

std::vector<double> holm(const std::vector<double>& p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p[i]; });
    std::vector<double> adjusted(p.size());
    double highest = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        highest = std::max(highest, std::min(1.0, p[order[rank]] * static_cast<double>(p.size() - rank)));
        adjusted[order[rank]] = highest;
    }
    return adjusted;
}

Estimate mean_accuracy_with_interval(const RunGroup& group, double threshold) {
    Outcomes outcomes;
    for (std::size_t run = 0; run < group.runs.size(); ++run)
        for (const auto& box : group.runs[run]->boxes) outcomes.add(box, run, box.iou > threshold ? 1 : 0);
    return outcomes.estimate();
}

std::optional<PairedDifference> paired_difference(const RunGroup& a, const RunGroup& b, double threshold) {
    PairedDifference difference;
    Outcomes outcomes;
    std::map<BoxKey, int> balance;  // of hits over the shared runs
    for (const auto* run_a : a.runs) {
        const auto run_b = std::ranges::find_if(b.runs, [&](const ReportRun* run) {
            return run->fold == run_a->fold && run->seed == run_a->seed;
        });
        if (run_b == b.runs.end()) continue;
        const auto others = by_key(**run_b);
        for (const auto& box : run_a->boxes) {
            const auto other = others.find({box.image, box.cls});
            if (other == others.end()) continue;  // the same test list has the same boxes
            const int gain = (box.iou > threshold ? 1 : 0) - (other->second->iou > threshold ? 1 : 0);
            outcomes.add(box, difference.runs, gain);
            balance[{box.image, box.cls}] += gain;
        }
        ++difference.runs;
    }
    if (balance.empty()) return std::nullopt;
    difference.accuracy = outcomes.estimate();
    difference.boxes = static_cast<std::int64_t>(balance.size());
    for (const auto& [box, sum] : balance) {
        difference.only_a += sum > 0;
        difference.only_b += sum < 0;
    }
    difference.p = exact_mcnemar(difference.only_a, difference.only_b);
    return difference;
}

}  // namespace gren
