#include "src/training/running_buffers.h"

#include <cstdint>
#include <map>

namespace gren {

RunningBuffers::RunningBuffers(const torch::nn::Module& module) {
    std::map<at::ScalarType, std::vector<torch::Tensor>> by_type;
    for (const auto& buffer : module.buffers()) by_type[buffer.scalar_type()].push_back(buffer);
    for (auto& [type, buffers] : by_type) {
        std::vector<torch::Tensor> values;
        for (const auto& buffer : buffers) values.push_back(buffer.reshape({-1}));
        const auto block = torch::cat(values);
        std::int64_t from = 0;
        for (auto& buffer : buffers) {
            const auto count = buffer.numel();
            buffer.set_data(block.narrow(0, from, count).view(buffer.sizes()));
            from += count;
        }
        blocks_.push_back(block);
        kept_.push_back(block.clone());
    }
}

void RunningBuffers::keep() {
    for (std::size_t i = 0; i < blocks_.size(); ++i) kept_[i].copy_(blocks_[i]);
}

void RunningBuffers::restore_where(const torch::Tensor& undone) {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
        auto block = blocks_[i];
        torch::where_out(block, undone, kept_[i], block);
    }
}

}  // namespace gren
