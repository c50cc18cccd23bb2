#include "src/training/run_keeper.h"

#include <fmt/format.h>

#include <iostream>
#include <utility>

#include "src/run/duration.h"

namespace gren {
namespace {

std::string detail_of(const StepRecord& record, std::int64_t epochs) {
    auto text = fmt::format("epoch {}/{} loss {:.3f}", record.epoch + 1, epochs, record.report.loss);
    for (const auto& [name, value] : record.report.terms)
        if (name != "localization") text += fmt::format(" {} {:.3f}", name, value);
    return text + fmt::format(" {:.1f} img/s", static_cast<double>(record.images) / record.seconds);
}

// " validation: T(0.5) 0.412 AUC 0.713"
std::string short_text(const Validation& validation) {
    const auto& accuracy = validation.mean_accuracy[kHalfOverlap];
    return fmt::format(" validation: T(0.5) {} AUC {}", accuracy ? fmt::format("{:.3f}", *accuracy) : "-",
                       validation.mean_auc ? fmt::format("{:.3f}", *validation.mean_auc) : "-");
}

}  // namespace

RunKeeper::RunKeeper(const TrainOptions& options, const TrainingSteps& steps, std::int64_t first_step,
                     const RunStart* start)
    : options_(options),
      steps_(steps),
      start_(start),
      progress_("train", steps.last, first_step, start != nullptr) {
    if (start == nullptr) return;
    logs_.emplace(options.run, first_step, steps.last, configuration_of(options, steps), options.prometheus,
                  options.evaluate_every > 0);
    checkpoints_.emplace(options.run.checkpoints(), options.keep_checkpoints);
}

void RunKeeper::keep(StepRecord record, const Localizer& model, const Sgd& optimizer,
                     const Position& position, bool stops) {
    if (!logs_) return;
    start_->require_held();
    checkpoints_->throw_if_failed();
    std::optional<RunState> state;
    if (stops || is_due(position.next_step)) {
        const auto start = std::chrono::steady_clock::now();
        checkpoints_->finish();
        state = state_of(model, optimizer, position);
        record.checkpoint_seconds = seconds_since(start);
    }
    logs_->write(record);  // before the checkpoint: a run never goes on behind a step of which it has no line
    if (const auto growth = loss_watch_.note(record.step, record.report.loss)) std::cerr << *growth << "\n";
    if (const auto word = record.probe ? graph_watch_.note(record.step, *record.probe) : std::nullopt)
        std::cerr << *word << "\n";
    const auto detail = detail_of(record, steps_.epochs()) + validated_;
    progress_.update(position.next_step, detail);
    if (state) checkpoints_->write(std::move(*state));
    if (position.next_step == steps_.last) progress_.finish(detail);
}

void RunKeeper::keep(const Validation& validation) {
    if (!logs_) return;
    start_->require_held();
    checkpoints_->throw_if_failed();
    logs_->write(validation);
    validated_ = short_text(validation);
}

bool RunKeeper::lacks_validation(std::int64_t steps_done) const {
    return logs_ && !logs_->hold_validation_of(steps_done - 1) &&
           validation_is_due(steps_done, options_.evaluate_every, steps_.per_epoch, steps_.last);
}

void RunKeeper::finish() {
    if (checkpoints_) checkpoints_->finish();
}

bool RunKeeper::is_due(std::int64_t steps_done) const {
    return steps_done == steps_.last || steps_done % steps_.per_epoch == 0 ||
           (options_.checkpoint_every > 0 && steps_done % options_.checkpoint_every == 0);
}

}  // namespace gren
