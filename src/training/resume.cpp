#include "src/training/resume.h"

#include <fmt/format.h>

#include <iostream>

#include "distributed/collectives.h"

namespace gren {
namespace {

// Nothing saved yet: no position.
std::optional<Position> read_position(const TrainOptions& options, const std::string& agreement,
                                      Localizer& model, Sgd& optimizer) {
    std::vector<std::string> torn;
    const auto found = load_newest_checkpoint(options.run.checkpoints(), model, optimizer, agreement, torn);
    if (!found && options.resume == Resume::newest)
        throw DataError(fmt::format("{}: holds no checkpoint; expected one (--resume auto starts without)",
                                    options.run.checkpoints().string()));
    for (const auto& sentence : torn)
        std::cerr << fmt::format("not whole, taking an older one: {}\n", sentence);
    std::cerr << (found ? fmt::format("resume: after step {}\n", found->next_step)
                        : std::string("resume: nothing saved yet, starting\n"));
    return found;
}

std::int64_t of_rank_0(World& world, std::int64_t own) {
    auto value = torch::tensor({own}).to(world.device());
    broadcast(world, value);
    return value.item<std::int64_t>();
}

// In the order of names, which is that of all ranks. A copy, since what lies in channels-last order is no one
// piece for a collective.
void take_from_rank_0(World& world, const NamedTensors& tensors) {
    const torch::NoGradGuard no_gradient;
    for (const auto& [name, tensor] : tensors) {
        auto copy = tensor.detach().clone(torch::MemoryFormat::Contiguous);
        broadcast(world, copy);
        tensor.detach().copy_(copy);
    }
}

NamedTensors momentum_to_fill(const Localizer& model) {
    NamedTensors momentum;
    for (const auto& parameter : model->named_parameters())
        momentum[parameter.key()] = torch::zeros_like(parameter.value());
    return momentum;
}

}  // namespace

Position start_position(const TrainOptions& options, World& world, const std::string& agreement,
                        Localizer& model, Sgd& optimizer) {
    const Position start{.next_step = 0, .agreement = agreement};
    if (options.resume == Resume::never) return start;
    std::optional<Position> found;
    if (world.rank() == 0) found = read_position(options, agreement, model, optimizer);
    const auto next_step = of_rank_0(world, found ? found->next_step : -1);
    if (next_step < 0) return start;
    take_from_rank_0(world, named_state(*model));
    const auto momentum = world.rank() == 0 ? optimizer.state() : momentum_to_fill(model);
    if (of_rank_0(world, momentum.empty() ? 0 : 1) != 0) {
        take_from_rank_0(world, momentum);
        optimizer.load_state(momentum);
    }
    return {.next_step = next_step, .agreement = agreement};
}

}  // namespace gren
