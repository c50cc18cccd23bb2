#include "src/training/running_buffers.h"

#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>

#include <limits>

namespace gren::running_buffers_test {
namespace {

struct Net {
    torch::nn::Sequential module{torch::nn::BatchNorm2d(3), torch::nn::BatchNorm2d(3)};
    std::vector<torch::Tensor> values() const {
        std::vector<torch::Tensor> copies;
        for (const auto& buffer : module->buffers()) copies.push_back(buffer.clone());
        return copies;
    }
    void forward() { module->forward(torch::randn({2, 3, 4, 4}) * std::numeric_limits<float>::quiet_NaN()); }
};

bool same(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i].scalar_type() != b[i].scalar_type() || a[i].sizes() != b[i].sizes() || !a[i].equal(b[i]))
            return false;
    return a.size() == b.size();
}

}  // namespace

TEST(RunningBuffers, keep_their_values_types_and_shapes) {
    Net net;
    net.module->forward(torch::randn({2, 3, 4, 4}));
    const auto before = net.values();
    const RunningBuffers buffers(*net.module);
    EXPECT_TRUE(same(net.values(), before));
}

TEST(RunningBuffers, go_back_where_the_step_is_undone_and_only_there) {
    Net net;
    RunningBuffers buffers(*net.module);
    net.module->forward(torch::randn({2, 3, 4, 4}));
    const auto before = net.values();
    buffers.keep();
    net.forward();
    EXPECT_FALSE(same(net.values(), before));
    buffers.restore_where(torch::tensor({true}));
    EXPECT_TRUE(same(net.values(), before));
    net.module->forward(torch::randn({2, 3, 4, 4}));
    const auto moved = net.values();
    buffers.restore_where(torch::tensor({false}));
    EXPECT_TRUE(same(net.values(), moved));
}

}  // namespace gren::running_buffers_test
