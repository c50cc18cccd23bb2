#include "src/plan/material.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "src/run/usage_error.h"
#include "src/training/training_steps.h"

namespace gren::plan {
namespace {

constexpr char kAll[] = "all", kOfficial[] = "official";

Split official_split(const std::filesystem::path& data) {
    const auto file = data / "splits" / "official_0.json";
    if (!std::filesystem::exists(file))
        throw DataError(
            fmt::format("{}: is not there, and only NIH's own lists can make it; run gren split --data {} "
                        "--participation "
                        "official --train-list train_val_list.txt --test-list test_list.txt",
                        file.string(), data.string()));
    return read_split(file);
}

// Before the first run starts, instead of each run by itself.
void require_validation(const PlannedRun& run, const Split* lists) {
    constexpr OptionCheck require{"gren ablate"};
    require(run.train.evaluate_every == 0 || (lists && !lists->validation.empty()), "evaluate-every",
            run.train.evaluate_every,
            fmt::format("0 with participation = {}, whose lists have no validation image (70_10_20 and "
                        "official have some)",
                        run.lists.participation));
}

// By the plan of the training itself, so that no count differs from what it will do.
void count_steps(const PlannedRun& run, RunMaterial& material) {
    const TrainingList list{
        .index = std::vector<std::int64_t>(static_cast<std::size_t>(material.training_images)),
        .takes_boxes = {},
        .digest = material.list_digest};
    const TrainingSteps steps(run.train, list, run.ranks);
    material.steps = steps.last;
    for (std::int64_t step = 0; step < steps.last; ++step) material.images += steps.sampler.batch_size(step);
}

}  // namespace

std::string list_name(const SplitOptions& lists) {
    if (lists.participation == kAll) return "";
    return fmt::format("{}_{}{}{}.json", lists.participation, lists.fold, lists.by_patient ? "" : "_by-image",
                       lists.seed == 1 ? "" : fmt::format("_seed{}", lists.seed));
}

PlanMaterial::PlanMaterial(const std::vector<std::string>& data, std::filesystem::path lists)
    : lists_(std::move(lists)) {
    for (const auto& folder : data) sources_.push_back({folder, std::make_unique<Dataset>(folder)});
}

const PlanMaterial::Source& PlanMaterial::source_of(const PlannedRun& run, const Plan& plan) const {
    if (run.hash.empty()) return sources_.front();
    std::vector<std::string> found;
    for (const auto& source : sources_) {
        const auto& variant = source.dataset->traits().hash_variant;
        if (variant == run.hash) return source;
        found.push_back(fmt::format("{} in {}", variant, source.folder.string()));
    }
    plan.fail(run.hash_line,
              fmt::format("hash = {}: no --data has these hashes (found {}); prepare the archive once "
                          "more with gren prepare --hash {} and name both data sets",
                          run.hash, fmt::join(found, ", "), run.hash));
}

const Split& PlanMaterial::split_of(const PlannedRun& run, const Source& source,
                                    const std::filesystem::path& file) {
    const auto known = splits_.find(file);
    if (known != splits_.end()) return known->second;
    return splits_[file] = run.lists.participation == kOfficial ? official_split(source.folder)
                                                                : make_split(*source.dataset, run.lists);
}

RunMaterial PlanMaterial::of(const PlannedRun& run, const Plan& plan) {
    const auto& source = source_of(run, plan);
    RunMaterial material{.data = source.folder,
                         .dataset = source.dataset->digest(),
                         .list = {},
                         .list_digest = kAll,
                         .training_images = source.dataset->size()};
    const Split* lists = nullptr;
    if (const auto name = list_name(run.lists); !name.empty()) {
        material.list = lists_ / name;
        lists = &split_of(run, source, material.list);
        material.list_digest = digest(*lists);
        material.training_images = static_cast<std::int64_t>(lists->train.size());
    }
    require_validation(run, lists);
    try {
        count_steps(run, material);
    } catch (const DataError& error) {
        throw DataError(fmt::format("{}: {}", run.name, error.what()));
    }
    return material;
}

void PlanMaterial::write_list(const RunMaterial& material) const {
    if (material.list.empty()) return;
    if (std::filesystem::exists(material.list)) {
        if (const auto found = digest(read_split(material.list)); found != material.list_digest)
            throw DataError(
                fmt::format("{}: holds lists of digest {:.16}, expected {:.16} of {}; name another --runs",
                            material.list.string(), found, material.list_digest, material.data.string()));
        return;
    }
    std::filesystem::create_directories(lists_);
    auto own = (lists_ / "XXXXXX").string();
    if (!::mkdtemp(own.data()))
        throw DataError(
            fmt::format("{}: cannot create a folder in it: {}", lists_.string(), std::strerror(errno)));
    write_split(std::filesystem::path(own) / "list.json", splits_.at(material.list));
    publish(std::filesystem::path(own) / "list.json", material.list);
    std::filesystem::remove(own);
}

}  // namespace gren::plan
