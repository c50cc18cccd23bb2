#include "src/ranks/precision.h"

#include <ATen/Context.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/run/usage_error.h"
#include "tests/support/refusal.h"

namespace gren::precision_test {

TEST(Precision, of_convolutions_is_tf32_only_where_it_was_asked_for) {
    at::globalContext().setAllowTF32CuDNN(true);  // PyTorch's default
    for (const auto precision : {Precision::fp32, Precision::tf32, Precision::bf16}) {
        use_precision(precision, torch::kCUDA, "gren train");
        EXPECT_EQ(at::globalContext().allowTF32CuDNN(), precision == Precision::tf32);
        EXPECT_FALSE(at::globalContext().allowTF32CuBLAS());
    }
}

TEST(Precision, tf32_is_refused_on_a_cpu) {
    EXPECT_THAT(message_of<UsageError>([] { use_precision(Precision::tf32, torch::kCPU, "gren train"); }),
                testing::StartsWith("gren train: --precision tf32: found a CPU, expected a GPU"));
}

TEST(Precision, is_said_with_what_a_gpu_does_faster) {
    EXPECT_EQ(precision_text(Precision::fp32, torch::kCPU, true), "fp32");
    EXPECT_EQ(precision_text(Precision::fp32, torch::kCUDA, false), "fp32");
    EXPECT_THAT(precision_text(Precision::fp32, torch::kCUDA, true), testing::HasSubstr("--precision bf16"));
    EXPECT_EQ(precision_text(Precision::bf16, torch::kCUDA, true), "bf16");
    EXPECT_EQ(precision_text(Precision::tf32, torch::kCUDA, true), "tf32");
}

}  // namespace gren::precision_test
