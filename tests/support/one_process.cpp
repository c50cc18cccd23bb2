#include "tests/support/one_process.h"

#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/sgd.h>

#include <limits>
#include <memory>
#include <optional>
#include <torch/csrc/distributed/c10d/comm.hpp>
#include <utility>

#include "distributed/collectives.h"
#include "tests/support/plain_objective.h"
#include "tests/support/whole_objective.h"

namespace gren {
namespace {

PlainOptions plain_options(const EquivalenceCase& test, int step) {
    const bool control = test.method == "const" || test.method == "batch-const" || test.method == "shuffle";
    const bool graph = control || test.method == "gren" || test.method == "cosine";
    const double lambda = 0.15;
    return {.lambda_intra = test.method == "cosine" ? lambda : 0.11,
            .lambda_inter = lambda,
            .attract = test.attract,
            .mean_loss = test.mean_loss,
            .mean_graph = test.mean_graph,
            .normalize = test.normalize,
            .intra = graph || test.method == "intra",
            .inter = graph || test.method == "inter",
            .reading = test.reading,
            .grey_background = test.grey_background,
            .weights = control || test.method == "cosine" ? test.method : "hash",
            .mean_intra = kMeanIntra,
            .mean_inter = kMeanInter,
            .shuffle_seed = MethodOptions{}.seed + static_cast<std::uint64_t>(step)};
}

// The one process: rank 0's, whose results all ranks get to see.
class OneProcess {
  public:
    OneProcess(World& world, const EquivalenceCase& test, const ToyImages& images)
        : world_(world),
          test_(test),
          images_(images),
          model_(network_of(test, images.whole.targets, nullptr, {})) {
        sgd_ = std::make_unique<torch::optim::SGD>(
            model_->parameters(),
            torch::optim::SGDOptions(learning_rate(test)).momentum(0.9).weight_decay(1e-4).nesterov(true));
    }

    // Q, its terms and the norm of its gradient, by name; leaves the gradients, clipped.
    std::map<std::string, double> objective(int step) {
        const auto options = plain_options(test_, step);
        std::map<std::string, double> values{{"Q", 0}};
        for (const auto& name : term_names(test_.method)) values[name] = 0;
        values[kGradientNorm] = 0;
        if (world_.rank() == 0) {
            sgd_->zero_grad();
            const auto plain = has_plain_objective(test_.method)
                                   ? plain_objective(model_, images_.whole, model_->method().grid, options)
                                   : whole_objective(model_, images_.whole);
            // Of images that say nothing, flagged and without labels, Q is a number alone.
            (plain.q + 0 * model_->parameters().front().sum()).backward();
            values["Q"] = plain.q.item<double>();
            for (const auto& [name, value] : plain.terms) values[name] = value.item<double>();
            values[kGradientNorm] = torch::nn::utils::clip_grad_norm_(
                model_->parameters(),
                test_.clip_norm > 0 ? test_.clip_norm : std::numeric_limits<double>::infinity());
        }
        auto shared = torch::empty({static_cast<std::int64_t>(values.size())}, torch::kFloat64);
        std::int64_t i = 0;
        for (const auto& [name, value] : values) shared[i++] = value;
        broadcast(world_, shared);
        i = 0;
        for (auto& [name, value] : values) value = shared[i++].item<double>();
        return values;
    }
    const Localizer& with_gradients() {
        std::vector<torch::Tensor> gradients;
        for (auto& parameter : model_->parameters()) {
            if (!parameter.grad().defined()) parameter.mutable_grad() = torch::zeros_like(parameter);
            gradients.push_back(parameter.grad());
        }
        c10d::broadcast_coalesced(world_.group(), gradients, 1 << 20, 0);
        return after_step();
    }
    void step() {
        if (world_.rank() == 0) sgd_->step();
    }
    const Localizer& after_step() {
        broadcast_module(world_, *model_);
        return model_;
    }

  private:
    World& world_;
    const EquivalenceCase& test_;
    const ToyImages& images_;
    Localizer model_;
    std::unique_ptr<torch::optim::SGD> sgd_;
};

}  // namespace

Snapshot snapshot_of(const Localizer& model, bool gradients) {
    Snapshot snapshot;
    for (const auto& parameter : model->named_parameters())
        snapshot[parameter.key()] =
            (gradients ? parameter.value().grad() : parameter.value()).detach().clone();
    for (const auto& buffer : model->named_buffers()) snapshot[buffer.key()] = buffer.value().clone();
    return snapshot;
}

OneProcessRun run_of_one_process(World& world, const EquivalenceCase& test, const ToyImages& images) {
    OneProcess plain(world, test, images);
    OneProcessRun run;
    for (int step = 0; step < test.steps; ++step) {
        run.values.push_back(plain.objective(step));
        if (step == 0) run.gradients = snapshot_of(plain.with_gradients(), true);
        plain.step();
        if (step == 0) run.after_first_step = snapshot_of(plain.after_step(), false);
    }
    run.after_last_step = snapshot_of(plain.after_step(), false);
    return run;
}

const OneProcessRun& run_of_one_process(World& world, EquivalenceCase test) {
    static EquivalenceCase last;
    static std::optional<OneProcessRun> run;
    const EquivalenceCase any;
    test.name = any.name;
    test.rows = any.rows;
    test.images_per_part = any.images_per_part;
    test.recompute = any.recompute;
    test.capture = any.capture;
    test.path = any.path;
    test.wire = any.wire;
    test.precision = any.precision;
    if (!run || test != last) {
        run = run_of_one_process(world, test, images_of(test));
        last = std::move(test);
    }
    return *run;
}

}  // namespace gren
