// The gate notices what goes wrong in practice: each mutant below must fail it, on every path.
#include <gtest/gtest.h>

#include "distributed/collectives.h"
#include "tests/support/equivalence.h"
#include "tests/support/mpi_main.h"

namespace gren::equivalence_mutants_test {
namespace {

constexpr double kNoticed = 1e-3;  // a thousand times the equivalence test's tolerance

// The same value, its gradient times `factor`.
torch::Tensor scaled_gradient(const torch::Tensor& x, double factor) {
    return factor * x - ((factor - 1) * x).detach();
}

void scale_gradients(Method& method, double factor) {
    for (auto& loss : method.local)
        loss = [loss = loss, factor](const TermInput& in) {
            auto term = loss(in);
            term.per_image = scaled_gradient(term.per_image, factor);
            return term;
        };
    for (auto& loss : method.pairs)
        loss = [loss = loss, factor](const TermInput& in) {
            auto term = loss(in);
            term.features = scaled_gradient(term.features, factor);
            return term;
        };
}

// What overwriting one's own slot of a plain all-gather does: what other ranks have for a row is lost.
class DetachedGather : public GlobalGraph {
  public:
    RowRange held_rows(const GlobalNodes& nodes) const override { return nodes.own_rows(); }
    torch::Tensor share(World& world, const GlobalNodes& nodes, const torch::Tensor& own,
                        const torch::Tensor& weight) const override {
        const auto others = gather_rows(world, own.detach(), nodes.rows);
        const auto before = others.narrow(0, 0, nodes.first);
        const auto after = others.narrow(0, nodes.first + nodes.own, nodes.size() - nodes.first - nodes.own);
        const auto all = torch::cat({before, own, after});
        return 0.5 * (weight * (torch::cdist(own, all) + 0 * weight)).sum();
    }
    torch::Tensor products(World&, const GlobalNodes&, const torch::Tensor&) const override { return {}; }
    torch::Tensor distances(World&, const GlobalNodes&, const torch::Tensor&) const override { return {}; }
};

Deviation deviation_of(const Mutation& mutation, GraphPath path) {
    return deviation(test_world(), {.name = "mutant", .path = path, .steps = 2}, mutation);
}

}  // namespace

class EquivalenceMutants : public testing::TestWithParam<GraphPath> {};

TEST_P(EquivalenceMutants, none_passes) {
    EXPECT_LE(deviation_of({}, GetParam()).worst(), 1e-6);
}

TEST_P(EquivalenceMutants, gradients_times_ranks) {
    const double ranks = test_world().size();
    const auto found =
        deviation_of({.method = [&](Method& method) { scale_gradients(method, ranks); }}, GetParam());
    EXPECT_GT(found.gradient, kNoticed);
    EXPECT_GT(found.after_first_step, kNoticed / 10);
}

TEST_P(EquivalenceMutants, gradients_over_ranks) {
    const double ranks = test_world().size();
    const auto found =
        deviation_of({.method = [&](Method& method) { scale_gradients(method, 1 / ranks); }}, GetParam());
    EXPECT_GT(found.gradient, kNoticed);
}

TEST_P(EquivalenceMutants, hashes_in_another_order_than_the_images) {
    const auto found =
        deviation_of({.batch = [](Batch& batch) { batch.hash = batch.hash.flip(0); }}, GetParam());
    EXPECT_GT(found.value, kNoticed);
    EXPECT_GT(found.gradient, kNoticed);
}

TEST_P(EquivalenceMutants, statistics_of_each_rank_instead_of_all) {
    const auto found = deviation_of({.local_statistics = true}, GetParam());
    EXPECT_GT(found.value, kNoticed);
    EXPECT_GT(found.gradient, kNoticed);
}

TEST(EquivalenceMutants, detached_gather) {
    const auto found = deviation_of({.graph = std::make_shared<DetachedGather>()}, GraphPath::all_gather);
    EXPECT_GT(found.gradient, kNoticed);
}

INSTANTIATE_TEST_SUITE_P(paths, EquivalenceMutants, testing::ValuesIn(kGraphPaths));

}  // namespace gren::equivalence_mutants_test
