// Work of a GPU beside its current stream's: the graph term, whose features wait for other ranks, beside head
// and losses. On the CPU there is one order of work, and nothing here does anything.
#pragma once

#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <torch/types.h>

#include <memory>
#include <optional>
#include <vector>

#include "distributed/world.h"

namespace gren {

// What a device's current stream had been given when the mark was made.
using StreamMark = std::shared_ptr<c10::Event>;  // null on the CPU
StreamMark mark_stream(torch::Device device);

// For its lifetime the current stream of world.device() is world.side_stream(), which first waits for `mark`;
// then the stream before goes on, and waits for what was given to this one. Autograd runs the backward of
// what was computed here in this stream, too, and joins the two by itself.
class SideStream {
  public:
    // `lent`: tensors computed before the mark that are used here; defined or not.
    SideStream(const World& world, const StreamMark& mark, const std::vector<torch::Tensor>& lent);
    ~SideStream();
    SideStream(const SideStream&) = delete;
    SideStream& operator=(const SideStream&) = delete;

    // Keeps the memory of a tensor made here until the stream before has used it; returns it.
    torch::Tensor handed_back(torch::Tensor made_here) const;

  private:
    std::optional<c10::Stream> before_;
    std::optional<c10::StreamGuard> guard_;
};

}  // namespace gren
