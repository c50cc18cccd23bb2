#include "src/plan/run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "dataio/data_error.h"
#include "dataio/hashes/perceptual_hash.h"
#include "src/plan/choice.h"
#include "src/plan/judge.h"
#include "src/plan/name.h"
#include "src/plan/nodes.h"
#include "src/plan/settings.h"
#include "src/run/nearest_option.h"
#include "src/run/usage_error.h"
#include "src/training/train_option_table.h"

namespace gren::plan {
namespace {

// Axes that are no options of gren train, or that gren train is told in another form.
const std::set<std::string> kOwnAxes{"participation", "fold",           "split-by",   "split-seed", "hash",
                                     "nodes",         "batch-per-rank", "accumulate", "ranks"};
// Of them, those that say how N is shared out.
constexpr const char* kSharing[] = {"ranks", "batch-per-rank", "accumulate"};
// Options of gren train that gren ablate gives itself.
const std::set<std::string> kGivenByAblate{"data", "run", "split", "resume"};

po::options_description known_axes() {
    auto axes = train_option_table().description();
    for (const auto& name : kOwnAxes)
        if (axes.find_nothrow(name, /*approx=*/false) == nullptr)
            axes.add_options()(name.c_str(), po::value<std::string>());
    return axes;
}

void check_axes(const Plan& plan, const PlanSection& section) {
    static const auto known = known_axes();
    for (const auto& axis : section.axes) {
        if (kGivenByAblate.contains(axis.name))
            plan.fail(axis.line, fmt::format("axis '{}' is what gren ablate gives each run itself; expected "
                                             "participation, fold, hash or another option of gren train",
                                             axis.name));
        if (known.find_nothrow(axis.name, /*approx=*/false) == nullptr) {
            const auto near = nearest_option(known, axis.name);
            plan.fail(
                axis.line,
                fmt::format("unknown axis '{}'{}; 'gren ablate --help' and 'gren train --help' list them",
                            axis.name, did_you_mean(near)));
        }
        if (says_how(axis.name) && axis.values.size() > 1)
            plan.fail(axis.line, fmt::format("axis '{}' makes no other run, found {} values, expected one",
                                             axis.name, axis.values.size()));
    }
}

// Options after -- that only a plan may name, or only gren ablate.
void check_defaults(const Arguments& options) {
    for (const auto& word : options) {
        const auto name = word.starts_with("--") ? word.substr(2, word.find('=') - 2) : "";
        if (kOwnAxes.contains(name) || kGivenByAblate.contains(name))
            throw UsageError(
                fmt::format("gren ablate: after --: {}: expected options of gren train that hold for "
                            "every run; {}",
                            word,
                            kOwnAxes.contains(name) ? "this one belongs into the plan"
                                                    : "this one gren ablate gives each run itself"));
    }
}

std::vector<PlanPart> train_parts(const PlanChoice& choice) {
    std::vector<PlanPart> parts;
    for (std::size_t i = 0; i < choice.values().size(); ++i)
        if (const auto& axis = choice.section().axes[i].name; !kOwnAxes.contains(axis))
            parts.push_back({axis, option_words(axis, choice.values()[i])});
    return parts;
}

GlobalBatch batch_of(const PlanChoice& choice, int ranks) {
    try {
        return global_batch(ranks, choice.whole_number("nodes", 1), choice.whole_number("batch-per-rank", 1),
                            choice.whole_number("accumulate", 1));
    } catch (const std::invalid_argument& error) {
        choice.plan().fail(choice.line(choice.text("nodes") ? "nodes" : "ranks"), error.what());
    }
}

std::vector<std::string> participations() {
    std::vector<std::string> names{"all", "official"};
    for (const auto& list : every_split(true, 1))
        if (std::ranges::find(names, list.participation) == names.end()) names.push_back(list.participation);
    return names;
}

SplitOptions lists_of(const PlanChoice& choice) {
    SplitOptions lists{.participation = choice.text("participation").value_or(""),
                       .fold = static_cast<int>(choice.whole_number("fold", 0).value_or(0)),
                       .by_patient = true,
                       .seed = static_cast<std::uint64_t>(choice.whole_number("split-seed", 0).value_or(1))};
    const auto known = participations();
    if (std::ranges::find(known, lists.participation) == known.end())
        choice.fail("participation",
                    fmt::format("{}expected participation = {}",
                                lists.participation.empty() ? "found none, " : "", fmt::join(known, ", ")));
    const auto every = every_split(true, 1);
    const auto folds = std::ranges::count(every, lists.participation, &SplitOptions::participation);
    if (lists.fold >= std::max<std::int64_t>(folds, 1))
        choice.fail("fold", fmt::format("participation {} has {}; give it a section of its own",
                                        lists.participation, folds > 1 ? "folds 0 to 4" : "fold 0 alone"));
    const auto by = choice.text("split-by").value_or("patient");
    if (by != "patient" && by != "image") choice.fail("split-by", "expected patient or image");
    lists.by_patient = by == "patient";
    return lists;
}

std::string hash_of(const PlanChoice& choice) {
    const auto variant = choice.text("hash").value_or("");
    try {
        if (!variant.empty()) hash_variant_from(variant.substr(0, variant.find('+')));
    } catch (const DataError& error) {
        choice.fail("hash", error.what());
    }
    return variant;
}

PlannedRun run_of(const PlanChoice& choice, const PlanDefaults& defaults) {
    PlannedRun run;
    run.lists = lists_of(choice);
    run.hash = hash_of(choice);
    run.hash_line = choice.line("hash");
    run.ranks = static_cast<int>(choice.whole_number("ranks", 1).value_or(defaults.ranks));
    const auto batch = batch_of(choice, run.ranks);
    run.nodes = batch.nodes;
    auto parts = train_parts(choice);
    const std::string cause = choice.text("nodes") ? "nodes" : "accumulate";
    parts.push_back({cause,
                     {fmt::format("--batch-per-rank={}", batch.batch_per_rank),
                      fmt::format("--accumulate={}", batch.accumulate)}});
    run.train = judged(choice, defaults.options, parts);
    run.options = joined(defaults.options, parts);
    for (const auto* axis : kSharing)
        if (const auto value = choice.whole_number(axis, 1)) run.sharing[axis] = fmt::to_string(*value);
    if (run.train.norm == NormMode::local && !run.sharing.contains("ranks"))
        choice.fail("batch-norm",
                    "the statistics of each rank's images shape the result; expected ranks in the plan");
    give_name(run);
    return run;
}

// A name holds of a file of weights its stem, no "/" of any value, and no hash where it is the default's:
// runs that differ in those alone would be one.
void require_same_run(const PlanChoice& choice, const PlannedRun& named, const PlannedRun& run) {
    if (named.hash != run.hash)
        choice.plan().fail(
            choice.line("hash"),
            fmt::format("a run of the same name, {}, names {}; name the hash in both or in none", run.name,
                        named.hash.empty() ? "no hash" : "the hash " + named.hash));
    const auto before = unusual(settings_from(named.train.configuration));
    for (const auto& [option, value] : unusual(settings_from(run.train.configuration)))
        if (const auto found = before.find(option); found == before.end() || found->second != value)
            choice.plan().fail(
                choice.line(option),
                fmt::format("{} = {} makes a run of the same name, {}, as {} = {}; name the files otherwise",
                            option, value, run.name, option,
                            found == before.end() ? "(none)" : found->second));
}

// Steps `index` to the next combination, the last axis fastest; false after the last one.
bool advance(std::vector<std::size_t>& index, const std::vector<PlanAxis>& axes) {
    for (auto i = axes.size(); i-- > 0;) {
        if (++index[i] < axes[i].values.size()) return true;
        index[i] = 0;
    }
    return false;
}

}  // namespace

std::vector<PlannedRun> runs_of(const Plan& plan, const PlanDefaults& defaults) {
    check_defaults(defaults.options);
    std::vector<PlannedRun> runs;
    std::map<std::string, std::size_t> place;  // in `runs`, by name
    for (const auto& section : plan.sections) {
        check_axes(plan, section);
        std::vector<std::size_t> index(section.axes.size(), 0);
        do {
            std::vector<std::string> values;
            for (std::size_t i = 0; i < index.size(); ++i) values.push_back(section.axes[i].values[index[i]]);
            const PlanChoice choice(plan, section, values);
            auto run = run_of(choice, defaults);
            const auto [found, is_new] = place.try_emplace(run.name, runs.size());
            if (is_new)
                runs.push_back(std::move(run));
            else
                require_same_run(choice, runs[found->second], run);
        } while (advance(index, section.axes));
    }
    return runs;
}

}  // namespace gren::plan
