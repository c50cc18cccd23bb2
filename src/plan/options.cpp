#include "src/plan/options.h"

#include <fmt/format.h>

#include <algorithm>

#include "distributed/session/launcher.h"
#include "src/plan/job.h"
#include "src/run/option_table.h"
#include "src/run/usage_error.h"

namespace gren::plan {
namespace {

const CommandHelp kHelp{
    .usage = "gren ablate --data DIR --runs DIR PLAN [-- options of gren train for every run]",
    .summary =
        "Trains and evaluates the runs that a plan stands for, and collects them. What is finished is left\n"
        "alone, so the same line again does the rest. A plan is a text of lines 'axis = value …'; several\n"
        "values make an axis, a [section] is a grid of its own (launch/plans/README.md). Axes are the "
        "options\n"
        "of gren train and\n"
        "  participation  0.5_0.8, 1.0_0.0, 1.0_0.4, 70_10_20, official;       fold  0 to 4\n"
        "                 all: every image trains and tests\n"
        "  split-by       patient or image                                     split-seed  of the lists, 1\n"
        "  nodes          N = ranks × batch-per-rank × accumulate, 4           ranks  MPI ranks of a run\n"
        "  hash           the variant that --data must have",
    .example =
        "gren ablate --data shards --runs runs launch/plans/table1.plan -- --init resnet50-0676ba61.pth"};

OptionTable ablate_option_table() {
    return OptionTable(
        {{"Options",
          {{"plan", required_text("PLAN"), "File of the plan; its name alone does, too."},
           {"data", several_texts("DIR"), "Prepared data set; one for each hash where the plan has several."},
           {"runs", optional_text("DIR"),
            "Folder that receives a folder for each run, their lists in splits/, and ablation.csv."},
           {"list", flag(),
            "Prints the runs, each with the command that trains it, and how many runs, steps and images they "
            "make; trains nothing."},
           {"json", flag(), "Prints --list as JSON."},
           {"only", integer(0), "Line of --list, from 1, whose run alone is trained. Default: 0, all.",
            at_least(0)},
           {"collect", flag(), "Collects the runs that are finished, and trains nothing."},
           {"ranks", small_integer(1), "MPI ranks of each run whose plan does not name them.", at_least(1)},
           {"launcher", optional_text("WORDS"),
            fmt::format("Words that start the ranks of a run. Default: '{}', and none for a single rank.",
                        kMpirun)}}}});
}

// What follows -- belongs to gren train.
std::pair<Arguments, Arguments> parted(const Arguments& arguments) {
    const auto bar = std::ranges::find(arguments, "--");
    return {{arguments.begin(), bar}, {bar == arguments.end() ? bar : bar + 1, arguments.end()}};
}

constexpr OptionCheck require{"gren ablate"};

void check(const AblateOptions& o) {
    require(o.launcher.empty() || (" " + o.launcher + " ").find(" {ranks} ") != std::string::npos, "launcher",
            o.launcher, "words of a command line, {ranks} where their number goes");
    if (o.json && !o.list)
        throw UsageError("gren ablate: --json: found no --list, expected both; only the list is JSON");
    if (!o.list && (o.data.empty() || o.runs.empty()))
        throw UsageError("gren ablate: found no --data or no --runs, expected both; --list goes without");
    if (launcher() != "none")
        throw UsageError(
            fmt::format("gren ablate: was started by {}; start it alone, it starts the ranks of each "
                        "run itself (--launcher says how)",
                        launcher()));
}

}  // namespace

std::optional<AblateOptions> parse_ablate_options(const Arguments& arguments) {
    const auto [own, of_train] = parted(arguments);
    po::positional_options_description positional;
    positional.add("plan", 1);
    po::variables_map v;
    if (!parse_table(own, kHelp, ablate_option_table(), v, positional)) return std::nullopt;
    AblateOptions o{
        .plan = v["plan"].as<std::string>(),
        .runs = text_of(v, "runs"),
        .data = v.count("data") ? v["data"].as<std::vector<std::string>>() : std::vector<std::string>{},
        .launcher = text_of(v, "launcher"),
        .defaults = {.ranks = v["ranks"].as<int>(), .options = of_train},
        .list = v["list"].as<bool>(),
        .json = v["json"].as<bool>(),
        .collect = v["collect"].as<bool>(),
        .only = v["only"].as<std::int64_t>()};
    check(o);
    return o;
}

}  // namespace gren::plan
