#include "src/report/statistics.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <span>

#include "src/report/student.h"

namespace gren::report {
namespace {

constexpr double kLevel = 0.95;

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// The values that repeat each other's experiment: of folds, a fold being the mean of its seeds, or of seeds
// where there is one fold.
std::vector<double> repeats(const std::vector<std::int64_t>& folds, const std::vector<double>& values) {
    std::map<std::int64_t, std::vector<double>> by_fold;
    for (std::size_t i = 0; i < values.size(); ++i) by_fold[folds[i]].push_back(values[i]);
    if (by_fold.size() < 2) return values;
    std::vector<double> means;
    for (const auto& [fold, seeds] : by_fold) means.push_back(mean_of(seeds));
    return means;
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
    void start_run(std::int64_t fold) { folds_.push_back(fold); }

    // Of the run that was started last.
    void add(const ReportBox& box, double hit) {
        patients_.push_back(box.patient.empty() ? "image " + box.image : box.patient);
        const auto cls = classes_.try_emplace(box.cls, classes_.size()).first->second;
        boxes_.push_back({folds_.size() - 1, cls, hit});
    }

    Estimate estimate() const {
        const auto once = means_of_runs(std::vector<int>(boxes_.size(), 1));
        Estimate estimate{.value = mean_of(once.means),
                          .patients = count_patients(patients_),
                          .over_runs = student_interval(repeats(once.folds, once.means))};
        if (estimate.patients < 2) return estimate;  // drawn again and again, one patient is always the same
        std::vector<double> drawn;
        for_each_resample(patients_, {.samples = kBootstrapSamples}, [&](std::span<const int> times) {
            drawn.push_back(mean_of(means_of_runs(times).means));
        });
        estimate.over_patients = percentile_interval(std::move(drawn), kLevel);
        return estimate;
    }

  private:
    struct Outcome {
        std::size_t run, cls;
        double hit;
    };

    struct RunMeans {
        std::vector<double> means;
        std::vector<std::int64_t> folds;
    };

    // Of classes that have boxes, of boxes, each as often as it was drawn; runs without a box are left out.
    RunMeans means_of_runs(std::span<const int> times) const {
        std::vector<double> hits(folds_.size() * classes_.size()), boxes(hits);
        for (std::size_t i = 0; i < boxes_.size(); ++i) {
            const auto cell = boxes_[i].run * classes_.size() + boxes_[i].cls;
            hits[cell] += boxes_[i].hit * times[i];
            boxes[cell] += times[i];
        }
        RunMeans of_runs;
        for (std::size_t run = 0; run < folds_.size(); ++run) {
            std::vector<double> of_classes;
            for (auto cell = run * classes_.size(); cell < (run + 1) * classes_.size(); ++cell)
                if (boxes[cell] > 0) of_classes.push_back(hits[cell] / boxes[cell]);
            if (of_classes.empty()) continue;
            of_runs.means.push_back(mean_of(of_classes));
            of_runs.folds.push_back(folds_[run]);
        }
        return of_runs;
    }

    std::vector<std::string> patients_;  // by box
    std::vector<Outcome> boxes_;
    std::map<std::string, std::size_t> classes_;
    std::vector<std::int64_t> folds_;  // by run
};

using BoxKey = std::pair<std::string, std::string>;  // image, class

std::map<BoxKey, const ReportBox*> by_key(const ReportRun& run) {
    std::map<BoxKey, const ReportBox*> boxes;
    for (const auto& box : run.boxes) boxes.insert_or_assign({box.image, box.cls}, &box);
    return boxes;
}

}  // namespace

MeanOverRuns mean_over_runs(const RunGroup& group, const std::vector<double>& values) {
    std::vector<std::int64_t> folds;
    for (const auto* run : group.runs) folds.push_back(run->fold);
    return {mean_of(values), sample_deviation(repeats(folds, values))};
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

std::optional<Interval> wider_interval(const Estimate& estimate) {
    const auto &patients = estimate.over_patients, &runs = estimate.over_runs;
    if (!patients || !runs) return patients ? patients : runs;
    return runs->high - runs->low > patients->high - patients->low ? runs : patients;
}

Estimate mean_accuracy_with_interval(const RunGroup& group, double threshold) {
    Outcomes outcomes;
    for (const auto* run : group.runs) {
        outcomes.start_run(run->fold);
        for (const auto& box : run->boxes) outcomes.add(box, box.iou > threshold ? 1 : 0);
    }
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
        outcomes.start_run(run_a->fold);
        for (const auto& box : run_a->boxes) {
            const auto other = others.find({box.image, box.cls});
            if (other == others.end()) continue;  // the same test list has the same boxes
            const int gain = (box.iou > threshold ? 1 : 0) - (other->second->iou > threshold ? 1 : 0);
            outcomes.add(box, gain);
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

}  // namespace gren::report
