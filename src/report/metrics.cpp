#include "src/report/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>

#include "dataio/data_error.h"

namespace gren::report {
namespace {

using Json = nlohmann::ordered_json;

// A line holds step, epoch, lr, loss, the terms, images_per_second, ... in this order.
MetricsStep step_of(const Json& line) {
    MetricsStep step{.step = line.at("step"),
                     .epoch = line.at("epoch"),
                     .images = line.value("images", std::int64_t{0}),
                     .images_per_second = line.at("images_per_second"),
                     .stall_seconds = line.at("stall_seconds"),
                     .checkpoint_seconds = line.at("checkpoint_seconds"),
                     .bytes = line.at("bytes"),
                     .terms = {}};
    for (auto item = line.find("loss"); item != line.end() && item.key() != "images_per_second"; ++item)
        if (item->is_number()) step.terms.emplace_back(item.key(), item->get<double>());
    return step;
}

template <typename T>
T median(std::vector<T> values) {
    if (values.empty()) return {};
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

}  // namespace

std::vector<MetricsStep> read_metrics(const std::filesystem::path& file) {
    std::vector<MetricsStep> steps;
    std::ifstream stream(file);
    std::int64_t number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        const bool cut_short = stream.eof();
        try {
            const auto json = Json::parse(line);
            if (!json.contains("validation")) steps.push_back(step_of(json));
        } catch (const std::exception& error) {
            if (cut_short) break;
            throw DataError(fmt::format("{}:{}: is no step ({})", file.string(), number, error.what()));
        }
    }
    return steps;
}

RunCost cost_of(const std::vector<MetricsStep>& steps, std::int64_t nodes, std::int64_t training_images) {
    RunCost cost;
    std::vector<double> rates;
    std::vector<std::int64_t> bytes;
    const auto rest = training_images > 0 && training_images % nodes ? training_images % nodes : nodes;
    const auto per_epoch = training_images > 0 ? (training_images + nodes - 1) / nodes : 0;
    for (const auto& step : steps) {
        const bool last_of_epoch = per_epoch > 0 && step.step % per_epoch == per_epoch - 1;
        const auto images = step.images > 0 ? step.images : last_of_epoch ? rest : nodes;
        cost.images += images;
        cost.seconds += static_cast<double>(images) / step.images_per_second;
        cost.stall_seconds += step.stall_seconds;
        cost.checkpoint_seconds += step.checkpoint_seconds;
        cost.bytes += step.bytes;
        rates.push_back(step.images_per_second);
        bytes.push_back(step.bytes);
    }
    cost.steps = static_cast<std::int64_t>(steps.size());
    cost.images_per_second = median(rates);
    cost.bytes_per_step = median(bytes);
    return cost;
}

}  // namespace gren::report
