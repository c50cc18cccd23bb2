// Strict loading: everything fits by name and shape, or nothing is touched and the sentence says why.
#include "src/network/weights.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include "dataio/data_error.h"
#include "dataio/tensors/safetensors.h"
#include "src/method/localizer.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::weights_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Names 0.weight [3,2], 0.bias [3], 1.weight, 1.bias, 1.running_mean, 1.running_var
// [3], 1.num_batches_tracked [].
torch::nn::Sequential small_module() {
    return torch::nn::Sequential(torch::nn::Linear(2, 3), torch::nn::BatchNorm1d(3));
}

NamedTensors sevens() {
    return {{"0.weight", torch::full({3, 2}, 7.0)},
            {"0.bias", torch::full({3}, 7.0, torch::kFloat16)},
            {"1.weight", torch::full({3}, 7.0)},
            {"1.bias", torch::full({3}, 7.0)},
            {"1.running_mean", torch::full({3}, 7.0)},
            {"1.running_var", torch::full({3}, 7.0)},
            {"1.num_batches_tracked", torch::tensor(std::int64_t{7})}};
}

bool is_all(const torch::Tensor& tensor, double value) {
    return tensor.eq(value).all().item<bool>();
}

std::string refusal_of(torch::nn::Module& module, const NamedTensors& weights,
                       const std::vector<std::string>& may_be_missing = {},
                       const std::vector<std::string>& may_be_left = {}) {
    return refusal([&] { load_strictly(module, weights, "weights.pth", may_be_missing, may_be_left); });
}

TEST(Weights, copies_parameters_and_buffers_by_name) {
    torch::nn::Sequential module = small_module();
    EXPECT_THAT(load_strictly(*module, sevens(), "weights.pth").fresh, ElementsAre());
    const NamedTensors state = named_state(*module);
    EXPECT_EQ(state.size(), 7);
    for (const auto& [name, tensor] : state) EXPECT_TRUE(is_all(tensor, 7)) << name;
    EXPECT_EQ(state.at("0.bias").scalar_type(), torch::kFloat32);
    EXPECT_TRUE(state.at("0.bias").requires_grad());
}

TEST(Weights, a_pointer_or_a_page_in_place_of_weights_is_called_so) {
    const ScratchFolder scratch;
    const auto refusal_of = [&](const char* name, const std::string& bytes) -> std::string {
        try {
            read_weights(scratch.write(name, bytes));
        } catch (const DataError& error) {
            return error.what();
        }
        return "accepted";
    };
    const std::string pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 102530333\n";
    const std::string page = "\xEF\xBB\xBF\r\n<!DOCTYPE HTML>\n<html lang=en><title>Error 404</title>";
    for (const char* name : {"a.pth", "a.safetensors"}) {
        EXPECT_THAT(refusal_of(name, pointer), HasSubstr(std::string(name) + " is a pointer of Git LFS"));
        EXPECT_THAT(refusal_of(name, page), HasSubstr(std::string(name) + " is a web page (HTML)"));
    }
    EXPECT_THROW(read_safetensors(scratch.write("lungs.safetensors", pointer)), DataError);
}

TEST(Weights, names_what_is_missing_left_over_or_of_another_shape_and_copies_nothing) {
    torch::nn::Sequential module = small_module();
    NamedTensors weights = sevens();
    weights.erase("1.bias");
    weights.erase("1.num_batches_tracked");
    weights["fc.weight"] = torch::ones(1);
    weights["1.running_var"] = torch::ones({2, 2});
    const std::string sentence = refusal_of(*module, weights);
    EXPECT_THAT(sentence, HasSubstr("weights.pth"));
    EXPECT_THAT(sentence, HasSubstr("missing: 1.bias;"));
    EXPECT_THAT(sentence, HasSubstr("not in the model: fc.weight;"));
    EXPECT_THAT(sentence, HasSubstr("of another shape: 1.running_var ([2,2] where [3] is expected)"));
    for (const auto& [name, tensor] : named_state(*module)) EXPECT_FALSE(is_all(tensor, 7)) << name;
}

TEST(Weights, a_long_list_is_cut) {
    torch::nn::Sequential module = small_module();
    NamedTensors weights = sevens();
    for (char letter = 'a'; letter <= 'm'; ++letter) weights[std::string("extra.") + letter] = torch::ones(1);
    const std::string sentence = refusal_of(*module, weights);
    EXPECT_THAT(sentence, HasSubstr("extra.j and 3 more"));
    EXPECT_THAT(sentence, Not(HasSubstr("extra.k")));
}

TEST(Weights, allowed_gaps_stay_as_they_were_and_allowed_rests_are_ignored) {
    torch::nn::Sequential module = small_module();
    NamedTensors weights = sevens();
    weights.erase("1.num_batches_tracked");
    weights.erase("1.bias");
    weights["fc.weight"] = torch::ones(1);
    const auto names = load_strictly(*module, weights, "weights.pth", {"1."}, {"fc."});
    EXPECT_THAT(names.fresh, ElementsAre("1.bias", "1.num_batches_tracked"));
    EXPECT_THAT(names.dropped, ElementsAre("fc.weight"));
    EXPECT_TRUE(is_all(named_state(*module).at("1.bias"), 0));
    EXPECT_TRUE(is_all(named_state(*module).at("1.weight"), 7));
}

TEST(Weights, of_another_shape_stay_as_they_were_where_they_may_be_missing) {
    torch::nn::Sequential module = small_module();
    NamedTensors weights = sevens();
    weights["1.bias"] = torch::ones(99);
    const auto names = load_strictly(*module, weights, "weights.pth", {"1."});
    EXPECT_THAT(names.fresh, ElementsAre("1.bias"));
    EXPECT_THAT(names.dropped, ElementsAre("1.bias"));
    EXPECT_TRUE(is_all(named_state(*module).at("1.bias"), 0));
    EXPECT_TRUE(is_all(named_state(*module).at("1.weight"), 7));
}

TEST(Weights, reads_both_formats_and_strips_the_prefix_of_data_parallel) {
    const ScratchFolder scratch;
    write_safetensors(scratch.path() / "pth",
                      {{{"module.a", torch::ones(2)}, {"b.module.c", torch::ones(1)}}, {}});
    const NamedTensors read = read_weights(scratch.path() / "pth");
    EXPECT_EQ(read.size(), 2);
    EXPECT_TRUE(read.contains("a"));
    EXPECT_TRUE(read.contains("b.module.c"));

    const std::filesystem::path golden(GREN_GOLDEN_DIR);
    EXPECT_TRUE(read_weights(golden / "checkpoint.pth").contains("w"));
    torch::nn::Sequential module = small_module();
    for (const char* name : {"state.pth", "state_legacy.pth"})
        EXPECT_THAT(load_strictly(*module, read_weights(golden / name), name, {}, {"half"}).fresh,
                    ElementsAre());
    EXPECT_THROW(read_weights(scratch.path() / "absent"), DataError);
    EXPECT_THROW(read_weights(scratch.path()), DataError);
    EXPECT_THROW(read_weights(scratch.write("short", "PK")), DataError);
}

Localizer narrow_network(int depth) {
    const std::int64_t width = depth == 121 ? 2 : 1, channels = stage_channels(depth, width).back();
    return Localizer(BackboneOptions{.depth = depth, .norm = NormMode::frozen, .width = width},
                     make_method("baseline", {.channels = channels, .width = 2, .classes = 2}, {}));
}

// What make_published_weights.py put into its i-th name in alphabetical order.
torch::Tensor published_values(const torch::Tensor& like, std::int64_t i) {
    return ((torch::arange(like.numel()) + 7 * i) % 128 / 64.0 - 1).to(torch::kFloat32).reshape(like.sizes());
}

struct Published {
    const char* file;
    int depth;
    std::size_t names;
    int norms;
    std::string classifier;
    std::vector<const char*> lost;
};

const std::vector<const char*> kOfResNet{"bn1.running_mean", "layer2.0.downsample.0.weight"};
const std::vector<const char*> kOfDenseNet{"features.norm0.running_mean",
                                           "features.denseblock4.denselayer16.norm2.bias"};

class PublishedWeights : public testing::TestWithParam<Published> {};

TEST_P(PublishedWeights, of_torchvision_have_no_counters_which_become_zero) {
    const auto& [file, depth, names, norms, classifier, names_to_lose] = GetParam();
    const auto weights = read_weights(std::filesystem::path(GREN_GOLDEN_DIR) / file);
    ASSERT_EQ(weights.size(), names);
    auto model = narrow_network(depth);
    const torch::NoGradGuard no_grad;
    for (auto& buffer : model->buffers()) buffer.fill_(5);
    const auto loaded = load_strictly(*model, weights, file, {"head."}, {classifier});
    for (const auto& name : loaded.fresh) EXPECT_TRUE(name.starts_with("head.")) << name;
    std::int64_t counters = 0;
    for (const auto& [name, tensor] : named_state(*model)) {
        if (name.starts_with("head.")) continue;
        const auto found = weights.find(name);
        if (name.ends_with("num_batches_tracked")) {
            EXPECT_TRUE(is_all(tensor, 0)) << name;
            ++counters;
        } else {
            ASSERT_NE(found, weights.end()) << name;
            const auto i = std::distance(weights.begin(), found);
            EXPECT_TRUE(torch::equal(tensor, published_values(tensor, i))) << name;
        }
    }
    EXPECT_EQ(counters, norms);

    for (const auto* lost : names_to_lose) {
        auto less = weights;
        less.erase(lost);
        EXPECT_THAT(refusal_of(*model, less, {"head."}, {classifier}),
                    HasSubstr(fmt::format("(missing: {});", lost)));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Files, PublishedWeights,
    testing::Values(Published{"resnet18_published.pth", 18, 102, 20, "fc.", kOfResNet},
                    Published{"resnet18_published_wrapped.pth", 18, 102, 20, "fc.", kOfResNet},
                    Published{"resnet50_published.pth", 50, 267, 53, "fc.", kOfResNet},
                    Published{"resnet50_published.safetensors", 50, 267, 53, "fc.", kOfResNet},
                    Published{"densenet121_published.pth", 121, 606, 121, "classifier.", kOfDenseNet}));

}  // namespace
}  // namespace gren::weights_test
