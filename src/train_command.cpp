// gren train: join the ranks, open the shards, build the network, and go through the epochs.
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <thread>

#include "dataio/data_error.h"
#include "dataio/sampler.h"
#include "dataio/split.h"
#include "distributed/agreement.h"
#include "distributed/collectives.h"
#include "graph/graph_report.h"
#include "src/batch_source.h"
#include "src/checkpoint.h"
#include "src/commands.h"
#include "src/parameter_digests.h"
#include "src/run_log.h"
#include "src/train_options.h"
#include "src/training_list.h"
#include "src/version.h"
#include "src/weights.h"

namespace gren {
namespace {

using Clock = std::chrono::steady_clock;

void use_threads(const TrainOptions& options, const World& world) {
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    torch::set_num_threads(options.threads > 0 ? options.threads : std::max(1, cores / world.local_size()));
}

std::string agreement_text(const TrainOptions& options, const Dataset& dataset, const TrainingList& list) {
    return fmt::format("{}code = {}\ndataset = {}\nlist = {}\n", options.shaping, code_version(),
                       dataset.digest(), list.digest);
}

// Rank 0 alone writes; the others hear of its failure by its exception, which ends the job.
void start_run_folder(const TrainOptions& options, const World& world) {
    if (world.rank() != 0 || options.resume) return;
    create_empty_folder(options.run.path);
    std::ofstream(options.run.config()) << options.configuration;
    if (!options.split.empty()) std::filesystem::copy_file(options.split, options.run.split());
}

Localizer build_network(const TrainOptions& options, World& world) {
    torch::manual_seed(options.seed);
    auto model = make_localizer(options.network, options.method, options.norm, &world);
    if (!options.init.empty()) {
        const auto fresh = load_strictly(*model, read_weights(options.init), options.init,
                                         /*may_be_missing=*/{"head.", "method."}, /*may_be_left=*/{"fc."});
        if (world.rank() == 0)
            std::cerr << fmt::format("start: {} ({} of the head are new)\n", options.init, fresh.size());
    }
    model->train();
    model->to(world.device());
    use_channels_last(*model);
    return model;
}

std::shared_ptr<const GlobalGraph> join_graph(const TrainOptions& options, const World& world,
                                              const Method& method) {
    const auto size = options.graph_size(world.size());
    const auto choice = path_from(options.graph_path, size);
    if (world.rank() == 0 && !method.pairs.empty()) std::cerr << graph_line(size, choice) << "\n";
    return make_global_graph(choice.path, options.wire);
}

void require_finite(const StepRecord& record) {
    if (std::isfinite(record.report.loss)) return;
    std::string terms;
    for (const auto& [name, value] : record.report.terms) terms += fmt::format(" {} {}", name, value);
    throw std::runtime_error(fmt::format("step {}: the loss is {} (terms:{}); try a smaller --lr",
                                         record.step, record.report.loss, terms));
}

std::string detail_of(const StepRecord& record, std::int64_t epochs) {
    auto text = fmt::format("epoch {}/{} loss {:.3f}", record.epoch + 1, epochs, record.report.loss);
    for (const auto& [name, value] : record.report.terms)
        if (name != "localization") text += fmt::format(" {} {:.3f}", name, value);
    return text + fmt::format(" {:.1f} img/s", static_cast<double>(record.images) / record.seconds);
}

Position start_position(const TrainOptions& options, const std::string& agreement, Localizer& model,
                        Sgd& optimizer) {
    if (options.resume)
        if (const auto file = newest_checkpoint(options.run.checkpoints()))
            return load_checkpoint(*file, model, optimizer, agreement);
    return {.next_step = 0, .agreement = agreement};
}

// Which images each step takes, and where it ends.
struct Plan {
    Sampler sampler;
    std::int64_t per_epoch, last;

    Plan(const TrainOptions& options, const TrainingList& list, int ranks)
        : sampler(list.index, options.images_per_rank() * ranks, options.seed),
          per_epoch(sampler.steps_per_epoch()),
          last(options.epochs * per_epoch) {
        if (options.max_steps >= 0) last = std::min(last, options.max_steps);
    }
};

StepRecord timed_step(World& world, Trainer& trainer, const BatchSource& next_batch, const Plan& plan,
                      const Schedule& schedule, std::int64_t step) {
    const auto start = Clock::now();
    const auto traffic = world.traffic().counts();
    StepRecord record;
    record.step = step;
    record.epoch = step / plan.per_epoch;
    record.learning_rate = schedule.learning_rate(record.epoch);
    record.images = plan.sampler.batch_size(step);
    const auto [batch, stall_seconds] = next_batch(step, rows_per_rank(record.images, world.size()));
    record.stall_seconds = stall_seconds;
    record.report = trainer.step(batch, step, record.learning_rate);
    record.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    record.traffic = world.traffic().counts() - traffic;
    require_finite(record);
    return record;
}

void run_steps(const TrainOptions& options, World& world, const Dataset& dataset, const TrainingList& list,
               const Plan& plan, Localizer& model, Trainer& trainer, const Position& position) {
    const auto own_share = [&](std::int64_t step) {
        return share_of(plan.sampler.batch(step), world.rank(), world.size());
    };
    const BatchMaker make_batch{dataset, list.takes_boxes, static_cast<int>(options.network.grid),
                                world.device()};
    const auto next_batch =
        options.resident ? resident_batches(dataset, make_batch, own_share, list.index, world.local_size())
                         : reading_batches(dataset, make_batch, own_share, position.next_step, plan.last,
                                           options.loader_threads);
    const bool speaks = world.rank() == 0;
    std::optional<MetricsLog> metrics;
    if (speaks) metrics.emplace(options.run.metrics());
    Progress progress("train", plan.last, position.next_step, speaks);
    for (auto step = position.next_step; step < plan.last; ++step) {
        const auto record = timed_step(world, trainer, next_batch, plan, options.schedule, step);
        if (options.agree_every > 0 && (step + 1) % options.agree_every == 0)
            require_agreement(world, fmt::format("parameters after step {}", step + 1),
                              position.agreement + parameter_digests(*model));
        if (!speaks) continue;
        metrics->write(record);
        progress.update(step + 1, detail_of(record, options.epochs));
        if ((step + 1) % plan.per_epoch == 0 || step + 1 == plan.last)
            write_checkpoint(options.run.checkpoints(), model, trainer.optimizer(),
                             {step + 1, position.agreement});
    }
    progress.finish();
}

}  // namespace

int train_command(const Arguments& arguments) {
    auto options = parse_train_options(arguments);
    if (!options) return 0;

    MpiSession session;
    World world(session);
    use_threads(*options, world);
    const Dataset dataset(options->data);
    const auto list = training_list(dataset, options->split);
    const Plan plan(*options, list, world.size());
    const auto agreement = agreement_text(*options, dataset, list);
    require_agreement(world, "options and data set", agreement);
    start_run_folder(*options, world);

    options->network.classes = dataset.traits().classes;
    options->network.image_size = dataset.traits().image_size;
    auto model = build_network(*options, world);
    options->trainer.graph = join_graph(*options, world, model->method());
    Trainer trainer(world, model, options->trainer);
    const auto position = start_position(*options, agreement, model, trainer.optimizer());
    run_steps(*options, world, dataset, list, plan, model, trainer, position);

    if (world.rank() == 0)
        write_model(
            options->run.model(), model, options->network,
            {{"dataset", dataset.digest()}, {"list", list.digest}, {"steps", fmt::to_string(plan.last)}});
    barrier(world);  // nobody leaves before the run is on disk
    return 0;
}

}  // namespace gren
