#include "dataio/lung_network/lung_unet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

#include "dataio/data_error.h"
#include "dataio/tensors/safetensors.h"

namespace gren::lung_unet_test {
namespace {

std::filesystem::path scratch_file(const std::string& name) {
    const std::filesystem::path directory = std::filesystem::path(testing::TempDir()) / "gren_lung_unet";
    std::filesystem::create_directories(directory);
    return directory / name;
}

void expect_refused(const TensorFile& contents, const std::string& reason) {
    const auto file = scratch_file("refused.safetensors");
    write_safetensors(file, contents);
    try {
        read_lung_unet(file);
        FAIL() << "accepted a file where " << reason;
    } catch (const DataError& error) {
        EXPECT_THAT(error.what(),
                    testing::AllOf(testing::HasSubstr("refused.safetensors"), testing::HasSubstr(reason),
                                   testing::HasSubstr("gren segment train")));
    }
}

// A ramp 0..99: 1 and 98 are the values below and above which lies one hundredth of it.
TEST(LungUNetInput, maps_the_percentiles_to_plus_minus_one) {
    cv::Mat1b ramp(10, 10);
    for (int i = 0; i < 100; ++i) ramp(i / 10, i % 10) = static_cast<std::uint8_t>(i);
    const torch::Tensor input = lung_unet_input(ramp).flatten();
    EXPECT_FLOAT_EQ(input[0].item<float>(), -1);
    EXPECT_FLOAT_EQ(input[1].item<float>(), -1);
    EXPECT_NEAR(input[50].item<float>(), -1 + 2 * 49.0 / 97, 1e-6);
    EXPECT_FLOAT_EQ(input[98].item<float>(), 1);
    EXPECT_FLOAT_EQ(input[99].item<float>(), 1);
}

TEST(LungUNetInput, is_finite_for_a_flat_image) {
    EXPECT_TRUE(torch::isfinite(lung_unet_input(cv::Mat1b(16, 16, 77))).all().item<bool>());
}

TEST(LungUNetFile, gives_back_the_same_network) {
    torch::manual_seed(3);
    LungUNet written(8, 48);
    const auto file = scratch_file("lungs.safetensors");
    write_lung_unet(file, written, {{"data", "ellipses"}});
    LungUNet read = read_lung_unet(file);

    EXPECT_EQ(read.size, 48);
    EXPECT_EQ(read_safetensors(file).metadata.at("data"), "ellipses");
    const torch::Tensor image = torch::randn({1, 1, 48, 48});
    EXPECT_TRUE(torch::equal(read.net(image), written.net(image)));
}

TEST(LungUNetFile, refuses_other_weights) {
    const auto file = scratch_file("good.safetensors");
    write_lung_unet(file, LungUNet(4, 32), {});
    const TensorFile good = read_safetensors(file);

    TensorFile other = good;
    other.metadata.clear();
    expect_refused(other, "no lung segmenter");
    other = good;
    other.metadata["size"] = "33";
    expect_refused(other, "'size' is '33'");
    other = good;
    other.metadata.erase("channels");
    expect_refused(other, "'channels' is ''");
    other = good;
    other.tensors.erase("output.bias");
    expect_refused(other, "tensors instead of");
    other.tensors["output.biases"] = torch::zeros({1});
    expect_refused(other, "no tensor 'output.bias'");
    other = good;
    other.tensors["output.bias"] = torch::zeros({2});
    expect_refused(other, "another shape");
    EXPECT_THROW(read_lung_unet(scratch_file("absent.safetensors")), DataError);
}

}  // namespace
}  // namespace gren::lung_unet_test
