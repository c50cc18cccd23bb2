#include "src/plan/list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

namespace gren::plan {
namespace {

struct Sums {
    std::int64_t finished = 0, steps = 0, images = 0, steps_left = 0, images_left = 0;
};

Sums sums_of(const std::vector<PlanJob>& jobs) {
    Sums sums;
    for (const auto& job : jobs) {
        const bool is_finished = job.state == RunState::finished;
        sums.finished += is_finished;
        sums.steps += job.material.steps;
        sums.images += job.material.images;
        if (!is_finished) sums.steps_left += job.material.steps, sums.images_left += job.material.images;
    }
    return sums;
}

}  // namespace

std::string list_text(const std::vector<PlanJob>& jobs, const Launcher& launcher, bool has_data) {
    std::string text;
    for (const auto& job : jobs)
        text += fmt::format("{}  {}\n", job.run.name, fmt::join(train_command_words(job, launcher), " "));
    const auto sums = sums_of(jobs);
    text += fmt::format("# runs: {}, finished: {}\n", jobs.size(), sums.finished);
    if (!has_data) return text + "# steps and images: unknown without --data\n";
    return text +
           fmt::format("# steps: {}, left: {}\n# images through the network in training: {}, left: {}\n",
                       sums.steps, sums.steps_left, sums.images, sums.images_left);
}

std::string list_json(const std::vector<PlanJob>& jobs, const Launcher& launcher, bool has_data) {
    using Json = nlohmann::ordered_json;
    const auto known = [&](std::int64_t number) { return has_data ? Json(number) : Json(nullptr); };
    Json runs = Json::array();
    for (const auto& job : jobs)
        runs.push_back({{"name", job.run.name},
                        {"command", train_command_words(job, launcher)},
                        {"finished", job.state == RunState::finished},
                        {"steps", known(job.material.steps)},
                        {"images", known(job.material.images)}});
    const auto sums = sums_of(jobs);
    const Json document{{"runs", runs},
                        {"finished", sums.finished},
                        {"steps", known(sums.steps)},
                        {"steps_left", known(sums.steps_left)},
                        {"images", known(sums.images)},
                        {"images_left", known(sums.images_left)}};
    return document.dump(2) + "\n";
}

}  // namespace gren::plan
