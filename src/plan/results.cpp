#include "src/plan/results.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>
#include <tuple>

#include "dataio/data_error.h"

namespace gren::plan {
namespace {

using namespace nlohmann::literals;
using Numbers = std::vector<double>;
constexpr const char* kThresholds[] = {"0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7"};

std::optional<double> accuracy_at(const RunResult& result, const std::string& threshold) {
    const auto found = result.accuracy.find(threshold);
    return found == result.accuracy.end() ? std::nullopt : std::optional(found->second);
}

std::string number_text(std::optional<double> number) {
    return number ? fmt::format("{:.3f}", *number) : "none";
}

std::string mean_and_deviation(const Numbers& numbers) {
    if (numbers.empty()) return "none";
    const auto count = static_cast<double>(numbers.size());
    const double mean = std::accumulate(numbers.begin(), numbers.end(), 0.0) / count;
    if (numbers.size() == 1) return fmt::format("{:.3f}", mean);
    const double squares = std::accumulate(numbers.begin(), numbers.end(), 0.0, [&](double sum, double x) {
        return sum + (x - mean) * (x - mean);
    });
    return fmt::format("{:.3f} ± {:.3f}", mean, std::sqrt(squares / (count - 1)));
}

// Of those runs that have the number at all.
std::string over(const std::vector<const RunResult*>& runs,
                 const std::function<std::optional<double>(const RunResult&)>& number_of) {
    Numbers numbers;
    for (const auto* run : runs)
        if (const auto number = number_of(*run)) numbers.push_back(*number);
    return mean_and_deviation(numbers);
}

// Groups in the order of their first run.
std::vector<std::pair<std::string, std::vector<const RunResult*>>> grouped(
    const std::vector<RunResult>& results) {
    std::vector<std::pair<std::string, std::vector<const RunResult*>>> groups;
    for (const auto& result : results) {
        auto group = std::ranges::find(groups, result.run->group, [](const auto& g) { return g.first; });
        if (group == groups.end()) group = groups.insert(groups.end(), {result.run->group, {}});
        group->second.push_back(&result);
    }
    return groups;
}

}  // namespace

RunResult read_result(const RunFolder& folder, const PlannedRun& run, const RunMaterial& material) {
    std::ifstream stream(folder.evaluation());
    const auto json = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("mean_accuracy"))
        throw DataError(fmt::format("{}: is no evaluation; remove it, and the run is evaluated again",
                                    folder.evaluation().string()));
    RunResult result{.run = &run, .material = &material, .accuracy = {}, .auc = {}, .ranks = {}};
    for (const auto& [threshold, value] : json["mean_accuracy"].items())
        if (value.is_number()) result.accuracy[threshold] = value;
    if (const auto auc = json.find("mean_auc"); auc != json.end() && auc->is_number()) result.auc = *auc;
    const auto ranks = json.value("/about/ranks"_json_pointer, nlohmann::json());
    if (ranks.is_number()) result.ranks = ranks.dump();
    return result;
}

std::string result_text(const RunResult& result) {
    return fmt::format("T=0.5 {}, T=0.7 {}, AUC {}", number_text(accuracy_at(result, "0.5")),
                       number_text(accuracy_at(result, "0.7")), number_text(result.auc));
}

std::string results_table(const std::vector<RunResult>& results) {
    const auto groups = grouped(results);
    std::size_t width = 5;
    for (const auto& [name, runs] : groups) width = std::max(width, name.size());
    auto table = fmt::format("{:<{}}  {:>4}  {:<13}  {:<13}  {}\n", "group", width, "runs", "T(IoU)=0.5",
                             "T(IoU)=0.7", "AUC");
    for (const auto& [name, runs] : groups)
        table += fmt::format("{:<{}}  {:>4}  {:<13}  {:<13}  {}\n", name, width, runs.size(),
                             over(runs, [](const RunResult& r) { return accuracy_at(r, "0.5"); }),
                             over(runs, [](const RunResult& r) { return accuracy_at(r, "0.7"); }),
                             over(runs, [](const RunResult& r) { return r.auc; }));
    return table;
}

std::string results_csv(const std::vector<RunResult>& results) {
    auto csv = fmt::format(
        "run,group,method,participation,split_by,split_seed,fold,nodes,ranks,seed,hash,options,"
        "accuracy_{},auc,dataset,lists\n",
        fmt::join(kThresholds, ",accuracy_"));
    const auto field = [](std::optional<double> number) { return number ? fmt::format("{}", *number) : ""; };
    for (const auto& result : results) {
        const auto& [run, lists] = std::tie(*result.run, result.run->lists);
        csv +=
            fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}", run.name, run.group, run.train.network.method,
                        lists.participation, lists.by_patient ? "patient" : "image", lists.seed, lists.fold,
                        run.nodes, result.ranks, run.train.seed, run.hash, fmt::join(run.options, " "));
        for (const auto* threshold : kThresholds)
            csv += fmt::format(",{}", field(accuracy_at(result, threshold)));
        csv += fmt::format(",{},{},{}\n", field(result.auc), result.material->dataset,
                           result.material->list_digest);
    }
    return csv;
}

}  // namespace gren::plan
