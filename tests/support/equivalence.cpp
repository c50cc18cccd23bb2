#include "tests/support/equivalence.h"

#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/sgd.h>

#include <algorithm>
#include <cmath>
#include <torch/csrc/distributed/c10d/comm.hpp>

#include "distributed/collectives.h"
#include "tests/support/whole_objective.h"

namespace gren {
namespace {

constexpr const char* kGradientNorm = "norm of the gradient";

// Frozen at their start, the statistics do not tame the random network: only tiny steps stay finite
// in the oracle.
double learning_rate(const EquivalenceCase& test) {
    return test.norm == NormMode::frozen ? 1e-6 : 1e-3;
}

constexpr double kMeanIntra = 0.4, kMeanInter = 0.7;  // of a training list that is none of the images

std::vector<std::int64_t> rows_of(const EquivalenceCase& test, int world) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(world), 0);
    for (std::int64_t i = 0; i < test.images; ++i)
        ++rows[static_cast<std::size_t>(test.rows == "last" ? world - 1 : i % world)];
    return rows;
}

Localizer network(const EquivalenceCase& test, const LocalizationTargets& targets, World* world,
                  const Mutation& mutation) {
    MethodOptions options;
    options.sign = test.attract ? GraphSign::attract : GraphSign::repel;
    options.lung_variant = lung_variant_from(test.reading);
    options.lung_background = test.grey_background ? LungBackground::grey : LungBackground::black;
    options.normalize_features = test.normalize;
    options.mean_similarity = {.images = 0, .intra = kMeanIntra, .inter = kMeanInter};
    options.loss_reduction = test.mean_loss ? Reduction::mean : Reduction::sum;
    options.graph_reduction = test.mean_graph ? Reduction::mean : Reduction::sum;
    torch::manual_seed(11);
    const bool local = test.norm == NormMode::sync && (world == nullptr || mutation.local_statistics);
    auto shape = ToyImages::head_shape(test.depth);
    shape.classes = targets.cells.size(1);
    shape.grid = targets.cells.size(2);
    shape.variant = default_variant(test.method);
    shape.norm = local ? NormMode::local : test.norm;
    shape.world = world;
    auto method = make_method(test.method, shape, options);
    mutation.method(method);
    auto model = ToyImages::network(method, local ? NormMode::local : test.norm, world, test.depth);
    model->to(world ? world->device() : torch::kCPU, world ? test.precision : torch::kFloat64);
    return model;
}

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

void note(Deviation& deviation, double Deviation::*kind, double found, const std::string& where) {
    if (!(found <= deviation.worst())) deviation.where = where;  // also when it is not a number
    deviation.*kind =
        std::isnan(found) ? std::numeric_limits<double>::infinity() : std::max(deviation.*kind, found);
}

double relative(const torch::Tensor& found, const torch::Tensor& expected) {
    const auto other = expected.to(torch::kFloat64);
    return (found.to(torch::kCPU, torch::kFloat64) - other).norm().item<double>() /
           std::max(other.norm().item<double>(), 1e-9);
}

void compare_modules(Deviation& deviation, double Deviation::*kind, const Localizer& found,
                     const Localizer& expected, bool gradients, const std::string& when) {
    const auto parameters = expected->named_parameters(), buffers = expected->named_buffers();
    for (const auto& parameter : found->named_parameters()) {
        const auto& other = parameters[parameter.key()];
        note(
            deviation, kind,
            gradients ? relative(parameter.value().grad(), other.grad()) : relative(parameter.value(), other),
            when + " " + parameter.key());
    }
    for (const auto& buffer : found->named_buffers())
        note(deviation, kind, relative(buffer.value(), buffers[buffer.key()]), when + " " + buffer.key());
}

void compare_values(Deviation& deviation, const StepReport& found,
                    const std::map<std::string, double>& expected, int step) {
    const auto compare = [&](const std::string& name, double value,
                             double Deviation::*kind = &Deviation::value) {
        const double other = expected.at(name);
        note(deviation, kind, std::abs(value - other) / std::max(std::abs(other), 1e-9),
             name + " of step " + std::to_string(step + 1));
    };
    compare("Q", found.loss);
    for (const auto& [name, value] : found.terms) compare(name, value);
    if (step == 0) compare(kGradientNorm, found.gradient_norm, &Deviation::gradient);
    if (found.terms.size() + 2 != expected.size()) note(deviation, &Deviation::value, 1, "number of terms");
}

// The one process: rank 0's, whose results all ranks get to see.
class OneProcess {
  public:
    OneProcess(World& world, const EquivalenceCase& test, const ToyImages& images)
        : world_(world),
          test_(test),
          images_(images),
          model_(network(test, images.whole.targets, nullptr, {})) {
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

// The worst of all ranks, on all ranks.
void share(World& world, Deviation& deviation) {
    auto all = torch::tensor(
        {deviation.value, deviation.gradient, deviation.after_first_step, deviation.after_last_step},
        torch::kFloat64);
    all_reduce_max(world, all);
    deviation.value = all[0].item<double>();
    deviation.gradient = all[1].item<double>();
    deviation.after_first_step = all[2].item<double>();
    deviation.after_last_step = all[3].item<double>();
}

}  // namespace

double Deviation::worst() const {
    return std::max({value, gradient, after_first_step, after_last_step});
}

Deviation deviation(World& world, const EquivalenceCase& test, const Mutation& mutation) {
    ToyImages images(test.images, test.seed, method_needs(test.method).companions);
    if (test.zones) images.divide_into_zones();
    if (test.equal_images) images.make_equal(0, 1);
    return deviation(world, test, images, rows_of(test, world.size()), mutation);
}

Deviation deviation(World& world, const EquivalenceCase& test, const ToyImages& images,
                    const std::vector<std::int64_t>& rows, const Mutation& mutation) {
    auto batch = images.share(rows, world.rank(), test.precision, world.device());
    mutation.batch(batch);
    auto model = network(test, images.whole.targets, &world, mutation);
    Trainer trainer(world, model,
                    {.forward = {.recompute = test.recompute, .capture = test.capture},
                     .graph = mutation.graph ? mutation.graph : make_global_graph(test.path, test.wire),
                     .images_per_part = test.images_per_part,
                     .clip_norm = test.clip_norm});
    OneProcess plain(world, test, images);
    Deviation deviation;
    for (int step = 0; step < test.steps; ++step) {
        const auto found = trainer.step(batch, step, learning_rate(test));
        compare_values(deviation, found, plain.objective(step), step);
        if (step == 0)
            compare_modules(deviation, &Deviation::gradient, model, plain.with_gradients(), true,
                            "gradient of");
        plain.step();
        if (step == 0)
            compare_modules(deviation, &Deviation::after_first_step, model, plain.after_step(), false,
                            "after step 1");
    }
    compare_modules(deviation, &Deviation::after_last_step, model, plain.after_step(), false,
                    "after the last step");
    share(world, deviation);
    return deviation;
}

}  // namespace gren
