// The file that a network is kept in: what it is built from comes back; what is missing is said.
#include "src/method/localizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataio/tensors/safetensors.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::localizer_test {
namespace {

struct ModelFile : testing::Test {
    ScratchFolder scratch;
    std::filesystem::path file = scratch.path() / "model.safetensors";

    void write(const LocalizerSpec& spec) const {
        write_model(file, make_localizer(spec, {}, NormMode::frozen, nullptr), spec, {{"said", "once"}});
    }
    void without(const std::vector<std::string>& keys) const {
        auto contents = read_safetensors(file);
        for (const auto& key : keys) contents.metadata.erase(key);
        write_safetensors(file, contents);
    }
};

LocalizerSpec small(const std::string& method) {
    return {.depth = 18,
            .width = 8,
            .head_width = 8,
            .grid = 4,
            .image_size = 64,
            .method = method,
            .classes = {"A", "B"}};
}

}  // namespace

TEST_F(ModelFile, brings_back_what_the_network_is_built_from) {
    auto spec = small("cia");
    spec.output_stride = 16;
    spec.aligned = true;
    spec.variant = {.head_kernel = 3,
                    .head_batch_norm = true,
                    .floor = 0.25,
                    .transition = false,
                    .lse_sharpness = 2.5,
                    .random_pairing = true,
                    .global_contrast = true};
    write(spec);
    const auto read = read_model(file);
    EXPECT_EQ(read.about.at("said"), "once");
    EXPECT_EQ(read.spec.depth, 18);
    EXPECT_EQ(read.spec.output_stride, 16);
    EXPECT_EQ(read.spec.width, 8);
    EXPECT_EQ(read.spec.head_width, 8);
    EXPECT_EQ(read.spec.grid, 4);
    EXPECT_EQ(read.spec.image_size, 64);
    EXPECT_EQ(read.spec.method, "cia");
    EXPECT_EQ(read.spec.classes, spec.classes);
    EXPECT_TRUE(read.spec.aligned);
    EXPECT_EQ(read.spec.variant.head_kernel, 3);
    EXPECT_TRUE(read.spec.variant.head_batch_norm);
    EXPECT_EQ(read.spec.variant.floor, 0.25);
    EXPECT_FALSE(read.spec.variant.transition);
    EXPECT_EQ(read.spec.variant.lse_sharpness, 2.5);
    EXPECT_TRUE(read.spec.variant.random_pairing);
    EXPECT_TRUE(read.spec.variant.global_contrast);
}

TEST_F(ModelFile, of_a_version_that_knew_one_head_has_that_head) {
    auto spec = small("gren");
    spec.width = 64;
    write(spec);
    without({"width", "head_kernel", "head_batch_norm", "mil_floor", "cam_transition", "lse_sharpness",
             "random_pairing", "global_contrast", "aligned"});
    const auto read = read_model(file).spec;
    EXPECT_EQ(read.width, 64);
    EXPECT_EQ(read.variant.head_kernel, 1);
    EXPECT_FALSE(read.variant.head_batch_norm || read.variant.random_pairing ||
                 read.variant.global_contrast || read.aligned);
    EXPECT_EQ(read.variant.floor, 0);
}

TEST_F(ModelFile, without_its_depth_is_refused) {
    write(small("gren"));
    without({"depth"});
    expect_data_error([&] { read_model(file); },
                      {"model.safetensors", "lack 'depth'", "written by gren train"});
}

}  // namespace gren::localizer_test
