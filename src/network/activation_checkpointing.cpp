#include "src/network/activation_checkpointing.h"

#include <torch/autograd.h>

#include "distributed/norm_tape.h"
#include "src/network/autocast.h"

namespace gren {
namespace {

using torch::Tensor;
using torch::autograd::variable_list;

// What the backward pass needs besides the input.
struct Repetition : torch::CustomClassHolder {
    std::function<Tensor(const std::vector<Tensor>&)> part;
    std::vector<Tensor> parameters;
    NormTape tape;
    bool bfloat16 = false;  // autocast, as in the first pass
};

struct Recompute : torch::autograd::Function<Recompute> {
    // Without gradient. The parameters stand among the inputs so that their gradients leave by the outer
    // graph, where the reducer waits for them.
    static Tensor forward(torch::autograd::AutogradContext* context, at::TensorList inputs,
                          at::TensorList /*parameters*/, const c10::intrusive_ptr<Repetition>& again) {
        context->save_for_backward(inputs.vec());
        context->saved_data["again"] = c10::IValue::make_capsule(again);
        again->bfloat16 = at::autocast::is_autocast_enabled(inputs.front().device().type());
        const NormTapeGuard guard(again->tape, NormTapeGuard::Mode::record);
        return again->part(inputs.vec());
    }

    static variable_list backward(torch::autograd::AutogradContext* context, const variable_list& gradients) {
        const auto again =
            c10::static_intrusive_pointer_cast<Repetition>(context->saved_data["again"].toCapsule());
        variable_list inputs;
        for (const auto& saved : context->get_saved_variables())
            inputs.push_back(saved.detach().requires_grad_(true));
        const torch::AutoGradMode with_gradient(true);
        Tensor y;
        {
            const Bfloat16Autocast autocast(again->bfloat16, inputs.front().device().type());
            const NormTapeGuard guard(again->tape, NormTapeGuard::Mode::replay);
            y = again->part(inputs);
        }
        inputs.insert(inputs.end(), again->parameters.begin(), again->parameters.end());
        auto result = torch::autograd::grad({y}, inputs, gradients, /*retain_graph=*/std::nullopt,
                                            /*create_graph=*/false, /*allow_unused=*/true);
        result.push_back(Tensor());  // of `again`
        return result;
    }
};

}  // namespace

Tensor recomputed(std::function<Tensor(const std::vector<Tensor>&)> part,
                  const std::vector<Tensor>& parameters, const std::vector<Tensor>& inputs) {
    if (!torch::GradMode::is_enabled()) return part(inputs);
    auto again = c10::make_intrusive<Repetition>();
    again->part = std::move(part);
    again->parameters = parameters;
    return Recompute::apply(at::TensorList(inputs), at::TensorList(parameters), again);
}

Tensor recomputed(std::function<Tensor(const Tensor&)> part, const std::vector<Tensor>& parameters,
                  const Tensor& x) {
    return recomputed(
        [part = std::move(part)](const std::vector<Tensor>& inputs) { return part(inputs.front()); },
        parameters, std::vector<Tensor>{x});
}

}  // namespace gren
