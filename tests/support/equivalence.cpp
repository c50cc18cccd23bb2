#include "tests/support/equivalence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "distributed/collectives.h"
#include "tests/support/one_process.h"

namespace gren {
namespace {

std::vector<std::int64_t> rows_of(const EquivalenceCase& test, int world) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(world), 0);
    for (std::int64_t i = 0; i < test.images; ++i)
        ++rows[static_cast<std::size_t>(test.rows == "last" ? world - 1 : i % world)];
    return rows;
}

void note(Deviation& deviation, double Deviation::*kind, double found, const std::string& where) {
    if (!(found <= deviation.worst())) deviation.where = where;  // also when it is not a number
    deviation.*kind =
        std::isnan(found) ? std::numeric_limits<double>::infinity() : std::max(deviation.*kind, found);
}

double relative(const torch::Tensor& found, const torch::Tensor& expected) {
    const auto other = expected.to(torch::kFloat64);
    return (found.to(torch::kCPU, torch::kFloat64) - other).norm().item<double>() /
           std::max(other.norm().item<double>(), 1e-9);
}

void compare_networks(Deviation& deviation, double Deviation::*kind, const Localizer& found, bool gradients,
                      const Snapshot& expected, const std::string& when) {
    for (const auto& [name, value] : snapshot_of(found, gradients))
        note(deviation, kind, relative(value, expected.at(name)), when + " " + name);
}

void compare_values(Deviation& deviation, const StepReport& found,
                    const std::map<std::string, double>& expected, int step) {
    const auto compare = [&](const std::string& name, double value,
                             double Deviation::*kind = &Deviation::value) {
        const double other = expected.at(name);
        note(deviation, kind, std::abs(value - other) / std::max(std::abs(other), 1e-9),
             name + " of step " + std::to_string(step + 1));
    };
    compare("Q", found.loss);
    for (const auto& [name, value] : found.terms) compare(name, value);
    if (step == 0) compare(kGradientNorm, found.gradient_norm, &Deviation::gradient);
    if (found.terms.size() + 2 != expected.size()) note(deviation, &Deviation::value, 1, "number of terms");
}

// The worst of all ranks, on all ranks.
void share(World& world, Deviation& deviation) {
    auto all = torch::tensor(
        {deviation.value, deviation.gradient, deviation.after_first_step, deviation.after_last_step},
        torch::kFloat64);
    all_reduce_max(world, all);
    deviation.value = all[0].item<double>();
    deviation.gradient = all[1].item<double>();
    deviation.after_first_step = all[2].item<double>();
    deviation.after_last_step = all[3].item<double>();
}

Deviation deviation(World& world, const EquivalenceCase& test, const ToyImages& images,
                    const std::vector<std::int64_t>& rows, const OneProcessRun& expected,
                    const Mutation& mutation) {
    auto batch = images.share(rows, world.rank(), test.precision, world.device());
    mutation.batch(batch);
    auto model = network_of(test, images.whole.targets, &world, mutation);
    Trainer trainer(world, model,
                    {.forward = {.recompute = test.recompute, .capture = test.capture},
                     .graph = mutation.graph ? mutation.graph : make_global_graph(test.path, test.wire),
                     .images_per_part = test.images_per_part,
                     .clip_norm = test.clip_norm});
    Deviation deviation;
    for (int step = 0; step < test.steps; ++step) {
        const auto found = trainer.step(batch, step, learning_rate(test));
        compare_values(deviation, found, expected.values[static_cast<std::size_t>(step)], step);
        if (step > 0) continue;
        compare_networks(deviation, &Deviation::gradient, model, true, expected.gradients, "gradient of");
        compare_networks(deviation, &Deviation::after_first_step, model, false, expected.after_first_step,
                         "after step 1");
    }
    compare_networks(deviation, &Deviation::after_last_step, model, false, expected.after_last_step,
                     "after the last step");
    share(world, deviation);
    return deviation;
}

}  // namespace

double Deviation::worst() const {
    return std::max({value, gradient, after_first_step, after_last_step});
}

Deviation deviation(World& world, const EquivalenceCase& test, const Mutation& mutation) {
    return deviation(world, test, images_of(test), rows_of(test, world.size()),
                     run_of_one_process(world, test), mutation);
}

Deviation deviation(World& world, const EquivalenceCase& test, const ToyImages& images,
                    const std::vector<std::int64_t>& rows) {
    return deviation(world, test, images, rows, run_of_one_process(world, test, images), {});
}

}  // namespace gren
