// gren train: join the ranks, open the shards, build the network, and go through the epochs.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/utils.h>

#include <iostream>
#include <optional>

#include "dataio/data_error.h"
#include "distributed/agreement.h"
#include "distributed/collectives.h"
#include "distributed/rank_place.h"
#include "graph/graph_report.h"
#include "src/commands/commands.h"
#include "src/evaluation/validation_while_training.h"
#include "src/memory/memory_room.h"
#include "src/ranks/seen_together.h"
#include "src/run/progress.h"
#include "src/run/stop_signals.h"
#include "src/run/timeout_option.h"
#include "src/run/usage_error.h"
#include "src/run/version.h"
#include "src/training/local_data.h"
#include "src/training/lungs_for_method.h"
#include "src/training/plan_line.h"
#include "src/training/resume.h"
#include "src/training/run_start.h"
#include "src/training/start_notices.h"
#include "src/training/start_weights.h"
#include "src/training/train_loop.h"

namespace gren {
namespace {

void use_threads(const TrainOptions& options, World& world) {
    const int share = own_share_of_cores(world);
    torch::set_num_threads(options.threads > 0 ? options.threads : share);
}

// Every step has images of one shape: cuDNN times its algorithms in the first one and takes the fastest,
// which may be others in another run.
void choose_kernels_by_time(const World& world) {
    at::globalContext().setBenchmarkCuDNN(world.device().is_cuda());
}

// What must be the same when the run goes on, on any number of ranks.
std::string agreement_text(const TrainingRun& run, const World& world, const Dataset& dataset,
                           const TrainingList& list) {
    const auto& options = run.options;
    // With statistics of each rank's own images, the shares shape the result.
    return fmt::format("{}{}global-batch = {}\ncode = {}\ndataset = {}\nlist = {}\n{}", options.shaping,
                       options.norm == NormMode::local ? options.sharing : "",
                       options.images_per_rank() * world.size(), code_version(), dataset.digest(),
                       list.digest, run.mean_similarity_json());
}

Localizer build_network(const TrainingRun& run, World& world) {
    const auto& options = run.options;
    torch::manual_seed(options.seed);
    auto model = make_localizer(run.network, run.method, options.norm, &world);
    if (!options.init.empty()) {
        const auto line = start_from(options.init, *model, run.network.depth);
        if (world.rank() == 0) std::cerr << line;
    }
    model->train();
    model->to(world.device());
    use_channels_last(*model);
    return model;
}

void warn_of_missing_lungs(const TrainOptions& options, const World& world, const Dataset& dataset,
                           const TrainingList& list) {
    const auto warning = lungs_for_method(options.network.method, dataset, list);
    if (!warning.empty() && world.rank() == 0) std::cerr << warning << "\n";
}

void warn_of_local_statistics(const TrainOptions& options, const World& world) {
    if (options.norm != NormMode::local || world.size() == 1 || world.rank() != 0) return;
    std::cerr << "batch norm: local statistics of each rank, so the result depends on the number of ranks; "
                 "--batch-norm sync or frozen does not\n";
}

// Never without a word: the options ask for it, and where it cannot be the steps run without.
bool captures(const TrainOptions& options, const World& world) {
    if (!options.trainer.forward.capture) return false;
    const auto why_not = why_not_captured(world);
    if (why_not && world.rank() == 0) std::cerr << fmt::format("--cuda-graph: not used: {}\n", *why_not);
    return !why_not;
}

std::shared_ptr<const GlobalGraph> join_graph(const TrainingRun& run, World& world, const Method& method) {
    const auto size = run.graph_size(world.size());
    const auto choice = path_from(run.options.graph_path, size, least_room_bytes(world));
    if (world.rank() == 0 && !method.pairs.empty()) std::cerr << graph_line(size, choice) << "\n";
    return make_global_graph(choice.path, run.options.dtype);
}

TrainerOptions trainer_options(const TrainingRun& run, World& world, const Method& method) {
    auto options = run.options.trainer;
    options.graph = join_graph(run, world, method);
    options.forward.capture = captures(run.options, world);
    return options;
}

// Rank 0 enters the run's folder, and may have to wait for its lock longer than a rank is waited for.
void enter_folder(const TrainingRun& run, const TrainingSteps& steps, World& world,
                  std::optional<RunStart>& start) {
    if (world.rank() == 0)
        start.emplace(run, configuration_of(run.options, steps), [&](const std::string& sentence) {
            std::cerr << sentence;
            any_rank(world, true);
        });
    while (any_rank(world, false)) {
    }
}

}  // namespace

int train_command(const Arguments& arguments) {
    const auto options = parse_train_options(arguments);
    if (!options) return 0;
    constexpr OptionCheck require{"gren train"};
    require(options->evaluate_every == 0 || !options->split.empty(), "evaluate-every",
            options->evaluate_every,
            "0 unless --split names lists with validation images, which are what it measures");

    say_begun(fmt::format("train: joining the ranks and opening {}", options->data));
    const StopSignals
        signals;  // from here on: what comes while the run starts is heeded after its first step
    MpiSession session(options->timeout);
    World world(session);
    world.set_timeout(options->timeout);
    take_device(world, options->device, "gren train");
    use_threads(*options, world);
    choose_kernels_by_time(world);
    see_together(world, {options->data, options->split, options->init});
    LocalData data(world, options->data, options->stage);
    const Dataset dataset(data.folder());
    data.opened();
    const auto list = training_list(dataset, options->split);
    warn_of_missing_lungs(*options, world, dataset, list);
    const TrainingRun run(*options, dataset, list);
    const TrainingSteps steps(*options, list, world.size());
    const auto agreement = agreement_text(run, world, dataset, list);
    require_agreement(world, "options and data set",
                      fmt::format("{}{}trace = {}\nevaluate-every = {}\n", agreement, options->sharing,
                                  options->trace_steps, options->evaluate_every));
    say_start_notices(run, steps, world);
    warn_of_local_statistics(*options, world);

    const auto validate =
        options->evaluate_every > 0 ? validation_of(run, world, dataset, list) : Validator();
    auto model = build_network(run, world);
    std::optional<RunStart> start;  // when nothing is left to be read that may not be there or not fit
    enter_folder(run, steps, world, start);
    Trainer trainer(world, model, trainer_options(run, world, model->method()));
    const auto position = start_position(*options, world, agreement, model, trainer.optimizer());
    if (world.rank() == 0) std::cerr << plan_line(steps.per_epoch, steps.last, position.next_step) + "\n";
    const auto end = run_steps(run, world, dataset, list, steps, model, trainer, position, signals,
                               start ? &*start : nullptr, validate);

    if (end == RunEnd::finished && start) {
        start->before_model(position.next_step, steps.last);
        write_model(options->run.model(), model, run.network,
                    {{"dataset", dataset.digest()},
                     {"list", list.digest},
                     {"steps", fmt::to_string(steps.last)},
                     {"ranks", fmt::to_string(world.size())}});
    }
    barrier(world);  // nobody leaves before the run is on disk
    return end == RunEnd::finished ? 0 : kStoppedBySignal;
}

}  // namespace gren
