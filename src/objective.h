// Q (Eq. 8, 11): the terms of a method put together, each with the one scale that trainer.h states.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "distributed/world.h"
#include "src/method.h"

namespace gren {

struct NamedValue {
    std::string name;
    torch::Tensor share;  // scalar: this rank's part; the sum over ranks is the term
};

struct Objective {
    torch::Tensor share;            // scalar with gradient: this rank's part of Q
    std::vector<NamedValue> terms;  // unweighted (λ = 1) parts, detached
};

// Collective: all ranks call together, in the same step with the same method.
Objective objective(World& world, const Method& method, const TermInput& input);

}  // namespace gren
