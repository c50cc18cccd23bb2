#include "src/training/train_loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <iostream>

#include "dataio/data_error.h"
#include "distributed/agreement.h"
#include "distributed/collectives.h"
#include "distributed/session/collective_error.h"
#include "src/memory/memory_watch.h"
#include "src/run/duration.h"
#include "src/timing/step_tracer.h"
#include "src/training/batch_source.h"
#include "src/training/parameter_digests.h"
#include "src/training/run_keeper.h"

namespace gren {
namespace {

using Clock = std::chrono::steady_clock;

BatchSource batches_of(const TrainingRun& run, const World& world, const Dataset& dataset,
                       const TrainingList& list, const TrainingSteps& steps, std::int64_t grid,
                       std::int64_t first) {
    const auto& options = run.options;
    const auto* companions = run.companions.get();
    const auto own_share = [&steps, companions, rank = world.rank(),
                            ranks = world.size()](std::int64_t step) {
        auto own = share_of(steps.sampler.batch(step), rank, ranks);
        return companions ? companions->with_companions(std::move(own), step) : own;
    };
    BatchMaker make_batch{.dataset = dataset,
                          .takes_boxes = list.takes_boxes,
                          .grid = static_cast<int>(grid),
                          .device = world.device(),
                          .boxed_labels_only = options.boxed_labels_only,
                          .companions = companions};
    if (companions && !companions->anchors().empty())
        make_batch.anchors = images_of(dataset, companions->anchors(), world.device());
    return options.resident
               ? resident_batches(dataset, make_batch, own_share, list.index, world.local_size())
               : reading_batches(dataset, make_batch, own_share, first, steps.last, options.loader_threads);
}

// Given to the device; the host has not read of it yet.
struct SubmittedStep {
    StepRecord record;
    Batch batch;
    StepOutcome outcome;
    Clock::time_point start;
};

// First the host waited for pixels, then they were made into a batch on the device.
void note_batch(Timeline& timeline, const Moment& asked, double stall_seconds, const Batch& batch) {
    if (!timeline.records()) return;
    auto read = asked;
    read.host += std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(stall_seconds));
    timeline.add(Phase::stall, "wait for pixels", asked, read);
    timeline.add(Phase::copy, "make batch", read, timeline.now(),
                 static_cast<std::int64_t>(batch.image.nbytes() + batch.regions.nbytes()));
}

// What went wrong between ranks, with the step in which it did.
template <typename Collective>
auto in_step(std::int64_t step, const Collective& collective) {
    try {
        return collective();
    } catch (const CollectiveError& error) {
        throw CollectiveError(fmt::format("step {}: {}", step, error.what()));
    }
}

// What went wrong in a validation, with the step that it is behind.
template <typename Collective>
auto behind_step(std::int64_t step, const Collective& collective) {
    const auto sentence = [step](const std::exception& error) {
        return fmt::format("validation after step {}: {}", step, error.what());
    };
    try {
        return collective();
    } catch (const CollectiveError& error) {
        throw CollectiveError(sentence(error));
    } catch (const DataError& error) {
        throw DataError(sentence(error));
    }
}

SubmittedStep submit_step(const TrainOptions& options, World& world, const BatchSource& next_batch,
                          const TrainingSteps& steps, Localizer& model, Trainer& trainer, std::int64_t step) {
    auto start = Clock::now();
    StepRecord record;
    record.step = step;
    record.epoch = step / steps.per_epoch;
    record.learning_rate = options.schedule.learning_rate(step, record.epoch);
    record.images = steps.sampler.batch_size(step);
    const auto asked = trainer.timeline().now();
    auto [batch, stall_seconds] = next_batch(step, rows_per_rank(record.images, world.size()));
    record.stall_seconds = stall_seconds;
    note_batch(trainer.timeline(), asked, record.stall_seconds, batch);
    if (options.probe_every > 0 && step % options.probe_every == 0) {
        const auto probe_start = Clock::now();
        record.probe = probe_terms(world, model, trainer.options(), batch, step);
        start += Clock::now() - probe_start;
    }
    const auto traffic = world.traffic().counts();
    auto outcome = in_step(step, [&] { return trainer.submit(batch, step, record.learning_rate); });
    record.traffic = world.traffic().counts() - traffic;
    return {std::move(record), std::move(batch), std::move(outcome), start};
}

// How many steps a device may be given before the host reads what the first of them came to. A GPU goes on
// with the next one meanwhile; the CPU is done with a step when it is submitted.
std::size_t steps_ahead(torch::Device device) {
    return device.is_cuda() ? 1 : 0;
}

}  // namespace

RunEnd run_steps(const TrainingRun& run, World& world, const Dataset& dataset, const TrainingList& list,
                 const TrainingSteps& steps, Localizer& model, Trainer& trainer, const Position& from,
                 const StopSignals& signals, const RunStart* start, const Validator& validate) {
    const auto& options = run.options;
    const auto next_batch =
        batches_of(run, world, dataset, list, steps, model->method().grid, from.next_step);
    NonFiniteGuard guard(options.non_finite, options.skip_limit);
    RunKeeper keeper(options, steps, from.next_step, start);
    MemoryWatch memory(run.memory_settings(), world, model);
    StepTracer tracer(world, trainer.timeline(), options.run.traces(), options.trace_steps, from.next_step,
                      steps.last);
    std::deque<SubmittedStep> submitted;
    auto last_read = Clock::now();
    const auto settle_oldest = [&](bool agrees, bool stops) {
        auto [record, batch, outcome, began] = std::move(submitted.front());
        submitted.pop_front();
        record.report = outcome.read();
        record.seconds = seconds_since(std::max(began, last_read));
        last_read = Clock::now();
        guard.check(world, dataset, batch, record.report, record.step);
        const Position position{record.step + 1, from.agreement};
        if (agrees)
            require_agreement(world, fmt::format("parameters after step {}", position.next_step),
                              from.agreement + parameter_digests(*model));
        const TimedPhase phase(trainer.timeline(), Phase::rest, "metrics and checkpoint");
        keeper.keep(std::move(record), model, trainer.optimizer(), position, stops);
    };
    const auto stop_after = [&](std::int64_t done) {
        keeper.finish();
        barrier(world);  // "saved" is true on every rank
        if (signals.received())
            std::cerr << fmt::format("rank {}: {} after step {} of {}: saved; --resume auto goes on\n",
                                     world.rank(), signals.name(), done, steps.last);
        return RunEnd::stopped_by_signal;
    };
    // Whether it went to its end. What a signal cuts short is measured again when the run goes on.
    const auto validated = [&](std::int64_t done) {
        const auto step = done - 1;
        const auto measured = behind_step(step, [&] {
            return validate(model, {step, step / steps.per_epoch},
                            [&] { return any_rank(world, signals.received()); });
        });
        if (measured) keeper.keep(*measured);
        return measured.has_value();
    };
    const bool owes_validation =
        options.evaluate_every > 0 && any_rank(world, keeper.lacks_validation(from.next_step));
    if (owes_validation && !validated(from.next_step)) return stop_after(from.next_step);
    for (auto step = from.next_step; step < steps.last; ++step) {
        tracer.begin(step);
        submitted.push_back(memory.step(
            step, [&] { return submit_step(options, world, next_batch, steps, model, trainer, step); }));
        const auto done = step + 1;
        const bool stops = in_step(step, [&] { return any_rank(world, signals.received()); });
        const bool agrees = options.agree_every > 0 && done % options.agree_every == 0;
        // Parameters are looked at behind the newest step alone.
        const std::size_t ahead = stops || agrees || keeper.is_due(done) ? 0 : steps_ahead(world.device());
        while (submitted.size() > ahead) {
            const bool newest = submitted.size() == 1;
            settle_oldest(newest && agrees, newest && stops);
        }
        tracer.end(step);
        const bool validates =
            !stops && validation_is_due(done, options.evaluate_every, steps.per_epoch, steps.last);
        if (!stops && (!validates || validated(done))) continue;
        tracer.finish();
        return stop_after(done);
    }
    keeper.finish();
    return RunEnd::finished;
}

}  // namespace gren
