#include "tests/support/equivalence_case.h"

namespace gren {

// Frozen at their start, the statistics do not tame the random network: only tiny steps stay finite
// in the oracle.
double learning_rate(const EquivalenceCase& test) {
    return test.norm == NormMode::frozen ? 1e-6 : 1e-3;
}

ToyImages images_of(const EquivalenceCase& test) {
    ToyImages images(test.images, test.seed, method_needs(test.method).companions);
    if (test.zones) images.divide_into_zones();
    if (test.equal_images) images.make_equal(0, 1);
    return images;
}

Localizer network_of(const EquivalenceCase& test, const LocalizationTargets& targets, World* world,
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

}  // namespace gren
