#include "src/training/non_finite.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <stdexcept>

#include "distributed/collectives.h"

namespace gren {
namespace {

// "rank 1: inter; images 00000013_005.png, 00000061_002.png", or nothing where this rank's part was finite.
std::string own_part(const World& world, const Dataset& dataset, const Batch& batch,
                     const StepReport& report) {
    if (report.non_finite.empty()) return "";
    std::vector<std::string> names;
    for (const auto index : batch.index) names.push_back(dataset.info(index).name);
    return fmt::format("\n  rank {}: {}; images {}", world.rank(), fmt::join(report.non_finite, ", "),
                       fmt::join(names, ", "));
}

}  // namespace

NonFinitePolicy non_finite_policy_from(const std::string& name) {
    if (name == "stop") return NonFinitePolicy::stop;
    if (name == "skip") return NonFinitePolicy::skip;
    throw std::invalid_argument(fmt::format("--non-finite {}: expected stop or skip", name));
}

void NonFiniteGuard::check(World& world, const Dataset& dataset, const Batch& batch, const StepReport& report,
                           std::int64_t step) {
    if (report.applied) return;
    const auto parts = gather_text(world, own_part(world, dataset, batch, report));
    const auto sentence = fmt::format("step {}: not applied, since it holds values that are not finite:{}",
                                      step, fmt::join(parts, ""));
    if (policy_ == NonFinitePolicy::stop)
        throw std::runtime_error(sentence +
                                 "\n  try a smaller --lr, --warm-up or --clip-norm, or --non-finite skip");
    if (++skipped_ > limit_)
        throw std::runtime_error(fmt::format("{}\n  {} steps were skipped before, and --skip-limit is {}",
                                             sentence, skipped_ - 1, limit_));
    if (world.rank() == 0) std::cerr << sentence << "\n  skipped\n";
}

}  // namespace gren
