// What a run may begin with: a backbone's published weights, of this family and no other.
#include "src/training/start_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "dataio/tensors/safetensors.h"
#include "src/network/weights.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::start_weights_test {
namespace {

using testing::HasSubstr;

const LocalizerSpec kDense{
    .depth = 121, .width = 2, .head_width = 2, .method = "baseline", .classes = {"a", "b"}};
const LocalizerSpec kResidual{
    .depth = 18, .width = 1, .head_width = 2, .method = "baseline", .classes = {"a", "b"}};

Localizer network(const LocalizerSpec& spec) {
    return make_localizer(spec, {}, NormMode::frozen, nullptr);
}

// As torchxrayvision saves its state: one channel, a classifier of its own, thresholds of its scores.
NamedTensors of_torchxrayvision() {
    NamedTensors weights;
    for (const auto& [name, tensor] : named_state(*network(kDense)))
        if (!name.starts_with("head.")) weights.emplace(name, tensor.detach().clone());
    weights["features.conv0.weight"] = torch::ones({2, 1, 7, 7});
    weights["classifier.weight"] = torch::ones({18, 32});
    weights["classifier.bias"] = torch::ones(18);
    weights["op_threshs"] = torch::ones(18);
    return weights;
}

}  // namespace

TEST(StartWeights, of_films_of_one_channel_are_taken_and_said_so) {
    const ScratchFolder scratch;
    const auto file = scratch.path() / "xrv.safetensors";
    write_safetensors(file, {of_torchxrayvision(), {}});
    auto model = network(kDense);
    const auto line = start_from(file, *model, 121);
    EXPECT_THAT(line, HasSubstr("xrv.safetensors (for films of one channel, taken as torchxrayvision's"));
    EXPECT_THAT(line, HasSubstr("; new: head.conv1.bias, "));
    EXPECT_THAT(line, HasSubstr("; dropped: classifier.bias, classifier.weight, op_threshs)\n"));
    const auto first = named_state(*model).at("features.conv0.weight");
    EXPECT_TRUE(torch::equal(first.select(1, 0), first.select(1, 0)[0][0][0].expand({2, 7, 7})));
    EXPECT_FALSE(torch::equal(first.select(1, 0), first.select(1, 1)));
}

TEST(StartWeights, of_another_family_are_named) {
    const ScratchFolder scratch;
    const auto file = scratch.path() / "w.safetensors";
    for (const auto& [own, other, sentence] :
         {std::tuple{kDense, kResidual,
                     "holds a DenseNet-121 and --depth 18 is a ResNet-18; give --depth 121"},
          std::tuple{kResidual, kDense,
                     "holds a ResNet and --depth 121 is a DenseNet-121; give --depth 18"}}) {
        write_safetensors(file, {named_state(*network(own)), {}});
        auto model = network(other);
        EXPECT_THAT(refusal([&] { start_from(file, *model, other.depth); }), HasSubstr(sentence));
    }
}

TEST(StartWeights, that_lack_a_layer_or_have_one_more_are_refused_by_name) {
    const ScratchFolder scratch;
    const auto file = scratch.path() / "w.safetensors";
    auto weights = of_torchxrayvision();
    weights.erase("features.denseblock3.denselayer24.conv2.weight");
    weights["features.denseblock3.denselayer25.conv2.weight"] = torch::ones({1, 4, 3, 3});
    write_safetensors(file, {weights, {}});
    auto model = network(kDense);
    const auto sentence = refusal([&] { start_from(file, *model, 121); });
    EXPECT_THAT(sentence, HasSubstr("missing: features.denseblock3.denselayer24.conv2.weight;"));
    EXPECT_THAT(sentence, HasSubstr("not in the model: features.denseblock3.denselayer25.conv2.weight)"));
}

}  // namespace gren::start_weights_test
