// What a start of gren train is about to do, as one sentence.
#pragma once

#include <cstdint>
#include <string>

namespace gren {

// `last`: steps of the run when it is finished, of which `done` are; an epoch has `per_epoch`, at least 1.
// "train: 18 steps in 2 epochs of 9; 4 are done".
std::string plan_line(std::int64_t per_epoch, std::int64_t last, std::int64_t done);

}  // namespace gren
