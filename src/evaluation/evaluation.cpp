#include "src/evaluation/evaluation.h"

#include <algorithm>
#include <mutex>

#include "distributed/collectives.h"
#include "src/evaluation/device_turn.h"
#include "src/evaluation/inference.h"
#include "src/evaluation/side_by_side.h"

namespace gren {
namespace {

std::vector<std::vector<std::int64_t>> batches_of(const std::vector<std::int64_t>& samples,
                                                  std::int64_t images_at_once) {
    std::vector<std::vector<std::int64_t>> batches;
    for (auto first = samples.begin(); first != samples.end();) {
        const auto last = first + std::min<std::ptrdiff_t>(images_at_once, samples.end() - first);
        batches.emplace_back(first, last);
        first = last;
    }
    return batches;
}

using Readings = std::vector<ImageReading>;

Readings gathered(World& world, const Readings& own) {
    Readings whole;
    for (const auto& text : gather_text(world, to_text(own)))
        std::ranges::move(readings_from(text), std::back_inserter(whole));
    std::ranges::sort(whole, {}, &ImageReading::sample);
    return whole;
}

}  // namespace

std::vector<ImageReading> evaluate(World& world, Localizer& model, const LocalizerSpec& spec,
                                   const Dataset& dataset, const std::vector<std::int64_t>& samples,
                                   const EvaluationOptions& options,
                                   const std::function<void(double)>& done) {
    const auto batches = batches_of(samples, options.images_at_once);
    const auto ranks = static_cast<std::size_t>(world.size()), rank = static_cast<std::size_t>(world.rank());
    const auto own_batches = (batches.size() + ranks - 1 - rank) / ranks;
    DeviceTurn turn(world.device());
    std::mutex counting;
    double batches_done = 0;
    const auto read = [&](std::size_t b) {
        const auto& batch = batches[rank + b * ranks];
        const auto pixels = read_question(dataset, batch, options.companions);
        const auto inference = turn.take([&](torch::Device device) {
            return infer(model, question(pixels, device), spec.grid, options.eval_grid);
        });
        Readings readings;
        for (std::size_t i = 0; i < batch.size(); ++i)
            readings.push_back(read_image(inference, static_cast<std::int64_t>(i), batch[i],
                                          dataset.info(batch[i]), dataset.traits().image_size, spec.grid,
                                          options.box_rule));
        const std::lock_guard lock(counting);
        if (done) done(++batches_done / static_cast<double>(own_batches));
        return readings;
    };
    return gathered(world, side_by_side<ImageReading>(own_batches, options.threads, read));
}

}  // namespace gren
