// gren train: join the ranks, open the shards, build the network, and go through the epochs.
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <thread>

#include "dataio/data_error.h"
#include "dataio/loader.h"
#include "dataio/sampler.h"
#include "dataio/split.h"
#include "distributed/agreement.h"
#include "distributed/collectives.h"
#include "src/checkpoint.h"
#include "src/commands.h"
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

}  // namespace

int train_command(const Arguments& arguments) {
    auto options = parse_train_options(arguments);
    if (!options) return 0;

    MpiSession session;
    World world(session);
    use_threads(*options, world);
    const Dataset dataset(options->data);
    const auto list = training_list(dataset, options->split);
    const auto agreement = agreement_text(*options, dataset, list);
    require_agreement(world, "options and data set", agreement);
    start_run_folder(*options, world);

    options->network.classes = dataset.traits().classes;
    options->network.image_size = dataset.traits().image_size;
    auto model = build_network(*options, world);
    Trainer trainer(world, model, options->trainer);
    Position position{.next_step = 0, .agreement = agreement};
    if (options->resume)
        if (const auto file = newest_checkpoint(options->run.checkpoints()))
            position = load_checkpoint(*file, model, trainer.optimizer(), agreement);

    const Sampler sampler(list.index, options->batch_per_rank * world.size(), options->seed);
    const auto per_epoch = sampler.steps_per_epoch();
    const auto all_steps = options->epochs * per_epoch;
    const auto last = options->max_steps < 0 ? all_steps : std::min(all_steps, options->max_steps);
    const auto own_share = [&](std::int64_t step) {
        return share_of(sampler.batch(step), world.rank(), world.size());
    };
    Loader loader(dataset, own_share, position.next_step, last, options->loader_threads, /*depth=*/4);
    const BatchMaker make_batch{dataset, list.takes_boxes, static_cast<int>(options->network.grid),
                                world.device()};

    std::optional<MetricsLog> metrics;
    if (world.rank() == 0) metrics.emplace(options->run.metrics());
    Progress progress("train", last, position.next_step, world.rank() == 0);
    for (auto step = position.next_step; step < last; ++step) {
        const auto start = Clock::now();
        const auto sent = world.traffic().total().bytes;
        const auto pixels = loader.next();
        const auto batch = make_batch(
            pixels, rows_per_rank(static_cast<std::int64_t>(sampler.batch(step).size()), world.size()));
        StepRecord record{.step = step,
                          .epoch = step / per_epoch,
                          .learning_rate = options->schedule.learning_rate(step / per_epoch)};
        record.report = trainer.step(batch, step, record.learning_rate);
        record.seconds = std::chrono::duration<double>(Clock::now() - start).count();
        record.stall_seconds = pixels.stall_seconds;
        record.images = batch.global_size();
        record.bytes = world.traffic().total().bytes - sent;
        require_finite(record);
        if (world.rank() != 0) continue;
        metrics->write(record);
        progress.update(step + 1, detail_of(record, options->epochs));
        if ((step + 1) % per_epoch == 0 || step + 1 == last)
            write_checkpoint(options->run.checkpoints(), model, trainer.optimizer(), {step + 1, agreement});
    }
    if (world.rank() == 0) {
        progress.finish();
        write_model(options->run.model(), model, options->network,
                    {{"dataset", dataset.digest()}, {"list", list.digest}, {"steps", fmt::to_string(last)}});
    }
    barrier(world);  // nobody leaves before the run is on disk
    return 0;
}

}  // namespace gren
