#include "src/evaluation/validation_while_training.h"

#include <ATen/Context.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/utils.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <opencv2/imgcodecs.hpp>
#include <tuple>

#include "dataio/data_error.h"
#include "dataio/shards/split.h"
#include "distributed/agreement.h"
#include "distributed/gradient_reducer.h"
#include "src/evaluation/evaluation.h"
#include "src/evaluation/metrics.h"
#include "src/evaluation/needs_at_test.h"
#include "src/evaluation/overlays.h"
#include "src/measures/mean_of_classes.h"
#include "src/memory/validation_batch.h"
#include "src/method/random_state.h"
#include "src/network/weights.h"
#include "src/run/duration.h"
#include "src/run/progress.h"

namespace gren {
namespace {

static_assert(kValidationThresholds == kOverlapThresholds);
constexpr std::int64_t kPictures = 4;
constexpr std::size_t kBatchesARound = 2;  // of a thread: how long a signal waits

// As gren evaluate computes: a thread a batch, float32, kernels that no step has chosen by time.
class EvaluationArithmetic {
  public:
    EvaluationArithmetic() {
        torch::set_num_threads(1);
        at::globalContext().setBenchmarkCuDNN(false);
        at::globalContext().setAllowTF32CuDNN(false);
    }
    ~EvaluationArithmetic() {
        torch::set_num_threads(threads_);
        at::globalContext().setBenchmarkCuDNN(benchmark_);
        at::globalContext().setAllowTF32CuDNN(tf32_);
        random_.restore();
    }
    EvaluationArithmetic(const EvaluationArithmetic&) = delete;
    EvaluationArithmetic& operator=(const EvaluationArithmetic&) = delete;
    int threads_before() const { return threads_; }

  private:
    const int threads_ = torch::get_num_threads();
    const bool benchmark_ = at::globalContext().benchmarkCuDNN();
    const bool tf32_ = at::globalContext().allowTF32CuDNN();
    const RandomState random_;  // which initial weights are drawn from
};

std::vector<std::int64_t> validation_samples(const TrainingRun& run, const Dataset& dataset) {
    const auto names = read_split(run.options.split).validation;
    if (names.empty())
        throw DataError(
            fmt::format("{}: found no validation image, expected some for --evaluate-every; train on lists "
                        "that have them (gren split --participation 70_10_20 or official) or leave "
                        "--evaluate-every out",
                        run.options.split));
    return samples_named(dataset, names);
}

// Films without a box that have a disease, behind those with one.
void fill_with_labelled(std::vector<ChosenMap>& chosen, const Dataset& dataset,
                        const std::vector<std::int64_t>& samples) {
    for (const auto sample : samples) {
        const auto& info = dataset.info(sample);
        const auto label = std::ranges::find(info.label, kLabelPresent);
        if (static_cast<std::int64_t>(chosen.size()) >= kPictures) return;
        if (info.boxes.empty() && label != info.label.end())
            chosen.push_back({sample, static_cast<std::int32_t>(label - info.label.begin())});
    }
}

std::int64_t parameter_bytes(const Localizer& model) {
    std::int64_t bytes = 0;
    for (const auto& parameter : model->parameters()) bytes += static_cast<std::int64_t>(parameter.nbytes());
    return bytes;
}

class ValidationList {
  public:
    ValidationList(const TrainingRun& run, World& world, const Dataset& dataset, const TrainingList& list)
        : run_(run),
          world_(world),
          dataset_(dataset),
          samples_(validation_samples(run, dataset)),
          companions_(companions_at_test(run.network, dataset, list.index)) {
        require_lungs_at_test(run.network, dataset, samples_);
    }

    std::optional<Validation> measured(const Localizer& model, const ValidationPlace& place,
                                       const std::function<bool()>& stops) const {
        const auto start = std::chrono::steady_clock::now();
        const EvaluationArithmetic arithmetic;
        Progress progress(fmt::format("validation after epoch {}/{}", place.epoch + 1, run_.options.epochs),
                          static_cast<std::int64_t>(samples_.size()), 0, world_.rank() == 0);
        auto copy = copy_of(model);
        // All ranks take as many batches in a round.
        const auto threads = static_cast<int>(least_of_ranks(world_, arithmetic.threads_before()));
        const auto readings = readings_of(copy, threads, stops, progress);
        if (!readings) return std::nullopt;
        if (world_.rank() != 0) return Validation();
        auto validation = figures_of(*readings);
        validation.step = place.step;
        validation.epoch = place.epoch;
        draw(copy, *readings, validation);
        validation.seconds = seconds_since(start);
        progress.finish(text_of(validation));
        return validation;
    }

  private:
    // With rank 0's statistics, which are the model's that the run will write.
    Localizer copy_of(const Localizer& model) const {
        auto copy = make_localizer(run_.network, run_.method, NormMode::frozen, nullptr);
        load_strictly(*copy, named_state(*model), "the network");
        copy->to(world_.device());
        if (run_.options.norm == NormMode::local) broadcast_module(world_, *copy);
        use_channels_last(*copy);
        copy->eval();
        return copy;
    }

    std::optional<std::vector<ImageReading>> readings_of(Localizer& copy, int threads,
                                                         const std::function<bool()>& stops,
                                                         Progress& progress) const {
        const EvaluationOptions usual;
        const auto batch = validation_batch({.images_at_once = usual.images_at_once, .threads = threads},
                                            run_.memory_settings(),
                                            {.parameter_bytes = parameter_bytes(copy),
                                             .eval_grid = usual.eval_grid,
                                             .per_image = companions_per_image(companions_.get()),
                                             .on_gpu = world_.device().is_cuda()});
        const EvaluationOptions options{.images_at_once = batch.images_at_once,
                                        .threads = batch.threads,
                                        .companions = companions_.get()};
        const auto round = static_cast<std::ptrdiff_t>(batch.images_at_once * batch.threads) * world_.size() *
                           static_cast<std::ptrdiff_t>(kBatchesARound);
        std::vector<ImageReading> readings;
        for (auto first = samples_.begin(); first != samples_.end();) {
            const auto last = first + std::min<std::ptrdiff_t>(round, samples_.end() - first);
            if (stops()) return std::nullopt;
            std::ranges::move(evaluate(world_, copy, run_.network, dataset_, {first, last}, options),
                              std::back_inserter(readings));
            progress.update(static_cast<std::int64_t>(readings.size()));
            first = last;
        }
        return readings;
    }

    Validation figures_of(const std::vector<ImageReading>& readings) const {
        const auto metrics = measure(readings, dataset_, {.samples = 0});
        const auto& [localization, identification] = std::tie(metrics.localization, metrics.identification);
        Validation validation{.images = metrics.images,
                              .boxes = static_cast<std::int64_t>(localization.boxes.size()),
                              .mean_accuracy = localization.mean_accuracy,
                              .mean_auc = identification.mean_auc};
        for (std::size_t k = 0; k < dataset_.traits().classes.size(); ++k) {
            const auto& accuracy = localization.accuracy[k];
            validation.classes.push_back({.name = dataset_.traits().classes[k],
                                          .boxes = accuracy.boxes,
                                          .positives = identification.positives[k],
                                          .negatives = identification.negatives[k],
                                          .accuracy = share(accuracy.correct[kHalfOverlap], accuracy.boxes),
                                          .auc = identification.auc[k]});
        }
        return validation;
    }

    void draw(Localizer& copy, const std::vector<ImageReading>& readings, Validation& validation) const {
        auto chosen = chosen_for_overlays(readings, kPictures);
        fill_with_labelled(chosen, dataset_, samples_);
        for (const auto& one : chosen) {
            const auto picture = picture_of(one, dataset_, copy, run_.network, companions_.get(),
                                            world_.device(), EvaluationOptions{}.eval_grid);
            std::vector<std::uint8_t> png;
            cv::imencode(".png", picture, png);
            validation.pictures.push_back({.name = picture_name(dataset_, one),
                                           .width = picture.cols,
                                           .height = picture.rows,
                                           .png = {png.begin(), png.end()}});
        }
    }

    static std::string text_of(const Validation& validation) {
        std::vector<std::string> parts;
        if (const auto& accuracy = validation.mean_accuracy[kHalfOverlap])
            parts.push_back(fmt::format("T(IoU)=0.5 {:.3f} over {} boxes", *accuracy, validation.boxes));
        if (validation.mean_auc)
            parts.push_back(
                fmt::format("AUC {:.3f} over {} of {} classes", *validation.mean_auc,
                            std::ranges::count_if(validation.classes,
                                                  [](const auto& one) { return one.auc.has_value(); }),
                            validation.classes.size()));
        if (const auto why = without_means(validation); !why.empty()) parts.push_back(why);
        return fmt::format("{}", fmt::join(parts, ", "));
    }

    const TrainingRun& run_;
    World& world_;
    const Dataset& dataset_;
    const std::vector<std::int64_t> samples_;  // ascending
    const std::shared_ptr<const Companions> companions_;
};

}  // namespace

Validator validation_of(const TrainingRun& run, World& world, const Dataset& dataset,
                        const TrainingList& list) {
    return [validation = std::make_shared<const ValidationList>(run, world, dataset, list)](
               const Localizer& model, const ValidationPlace& place, const std::function<bool()>& stops) {
        return validation->measured(model, place, stops);
    };
}

}  // namespace gren
