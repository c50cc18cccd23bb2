// A rank whose parameters went astray is named, and so is the parameter.
#include "src/training/parameter_digests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include <cmath>
#include <stdexcept>

#include "distributed/agreement.h"
#include "tests/support/mpi_main.h"

namespace gren::parameter_digests_test {
namespace {

torch::nn::Sequential network() {
    torch::manual_seed(4);
    return torch::nn::Sequential(torch::nn::Linear(3, 2), torch::nn::Linear(2, 1));
}

}  // namespace

TEST(ParameterDigests, equal_bytes_agree) {
    EXPECT_NO_THROW(require_agreement(test_world(), "parameters", parameter_digests(*network())));
}

TEST(ParameterDigests, one_bit_on_one_rank_is_found) {
    auto net = network();
    const int last = test_world().size() - 1;
    if (test_world().rank() == last) {
        const torch::NoGradGuard no_gradient;
        auto* value = net->named_parameters()["1.weight"].data_ptr<float>();
        *value = std::nextafter(*value, 1e9F);
    }
    try {
        require_agreement(test_world(), "parameters after step 7", parameter_digests(*net));
        ADD_FAILURE() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("parameters after step 7"),
                                                 testing::HasSubstr("rank " + std::to_string(last)),
                                                 testing::HasSubstr("parameter 1.weight"),
                                                 testing::Not(testing::HasSubstr("parameter 0.weight"))));
    }
}

}  // namespace gren::parameter_digests_test
