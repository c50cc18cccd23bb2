#include "distributed/side_stream.h"

#include "distributed/transport/current_stream.h"

namespace gren {
namespace {

StreamMark mark_in(const c10::Stream& stream) {
    const auto mark = std::make_shared<c10::Event>(stream.device_type());
    mark->record(stream);
    return mark;
}

}  // namespace

StreamMark mark_stream(torch::Device device) {
    return device.is_cuda() ? mark_in(current_stream(device)) : nullptr;
}

SideStream::SideStream(const World& world, const StreamMark& mark, const std::vector<torch::Tensor>& lent) {
    const auto side = world.side_stream();
    if (!side) return;
    before_ = current_stream(world.device());
    guard_.emplace(*side);
    if (mark) mark->block(*side);
    for (const auto& tensor : lent)
        if (tensor.defined()) tensor.record_stream(*side);
}

SideStream::~SideStream() {
    if (guard_) mark_in(guard_->current_stream())->block(*before_);
}

torch::Tensor SideStream::handed_back(torch::Tensor made_here) const {
    if (guard_ && made_here.defined()) made_here.record_stream(*before_);
    return made_here;
}

}  // namespace gren
