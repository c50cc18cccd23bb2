// A graph that rules over the labels, said while it happens: its gradient is longer than the loss's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/training/probe.h"

namespace gren {

class GraphWatch {
  public:
    // The sentence where ‖∂(Σ λT)/∂θ‖ over the graph's terms is above ‖∂L/∂θ‖, with the term that is the
    // longest and what to do; again at every tenfold of that ratio. Nothing of the first step, where a
    // new head gives the loss almost no gradient.
    std::optional<std::string> note(std::int64_t step, const ProbeReport& probe);

  private:
    double limit_ = 1;  // of the ratio, above which there is something to say
};

}  // namespace gren
