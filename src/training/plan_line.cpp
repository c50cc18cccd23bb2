#include "src/training/plan_line.h"

#include <fmt/format.h>

namespace gren {
namespace {

std::string counted(std::int64_t number, const char* what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

}  // namespace

std::string plan_line(std::int64_t per_epoch, std::int64_t last, std::int64_t done) {
    if (last == 0) return "train: no step, by --max-steps 0: the weights are written as they are";
    const auto epochs = (last + per_epoch - 1) / per_epoch;
    auto plan =
        fmt::format("train: {} in {} of {}", counted(last, "step"), counted(epochs, "epoch"), per_epoch);
    if (last % per_epoch != 0)
        plan += fmt::format(", ending within {} by --max-steps", epochs == 1 ? "it" : "the last");
    if (done >= last) return plan + "; all are done by an earlier start, more --epochs go on";
    if (done > 0) return plan + fmt::format("; {} done, {} to go", done, last - done);
    return plan + "; the first step takes longer";
}

}  // namespace gren
