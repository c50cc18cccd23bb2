#include "src/training/captured_backbone.h"

#include <ATen/autocast_mode.h>
#include <fmt/format.h>
#include <torch/autograd.h>

#include <iostream>

#include "distributed/gpu/work_recorder.h"
#include "src/training/accumulator_guard.h"

namespace gren {

using torch::Tensor;
using torch::autograd::variable_list;

struct CapturedPart : torch::CustomClassHolder {
    BackbonePart part;
    std::function<Tensor()> input, output_gradient;  // where the neighbors keep them
    bool passes_gradient_on = false;                 // the stem's input wants none

    Tensor x, y;              // of the last replay; y without gradient
    Tensor y_with_graph;      // until the backward pass
    variable_list gradients;  // of x, where passed on, and of the parameters
    Accumulators accumulators;
    WorkRecorder::Replay forward, backward;

    void run_forward() {
        const torch::AutoGradMode with_gradient(true);
        accumulators = new_accumulators(part.parameters);
        const AccumulatorGuard guard(part.parameters, accumulators);
        x = input().detach().requires_grad_(passes_gradient_on);
        y_with_graph = part.forward(x);
        y = y_with_graph.detach();
    }

    void run_backward() {
        const AccumulatorGuard guard(part.parameters, accumulators);
        variable_list inputs = part.parameters;
        if (passes_gradient_on) inputs.insert(inputs.begin(), x);
        gradients = torch::autograd::grad({y_with_graph}, inputs, {output_gradient()});
        y_with_graph = Tensor();  // its memory serves the parts before it
    }
};

namespace {

void copy_unless_there(const Tensor& to, const Tensor& from) {
    if (to.data_ptr() != from.data_ptr()) to.copy_(from);
}

struct Replayed : torch::autograd::Function<Replayed> {
    // The parameters stand among the inputs so that their gradients leave by the outer graph, where the
    // reducer waits for them.
    static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& x,
                          at::TensorList /*parameters*/, const c10::intrusive_ptr<CapturedPart>& part) {
        context->saved_data["part"] = c10::IValue::make_capsule(part);
        copy_unless_there(part->input(), x);
        part->forward();
        return part->y.detach();
    }

    static variable_list backward(torch::autograd::AutogradContext* context, variable_list gradients) {
        const auto part =
            c10::static_intrusive_pointer_cast<CapturedPart>(context->saved_data["part"].toCapsule());
        copy_unless_there(part->output_gradient(), gradients[0]);
        part->backward();
        auto result = part->gradients;
        if (!part->passes_gradient_on) result.insert(result.begin(), Tensor());
        // A parameter without a gradient would take this one as its own, and the next replay write into it.
        for (std::size_t i = 0; i < part->part.parameters.size(); ++i)
            if (!part->part.parameters[i].grad().defined()) result[i + 1] = result[i + 1].clone();
        result.push_back(Tensor());  // of `part`
        return result;
    }
};

}  // namespace

CapturedBackbone::CapturedBackbone(const World& world, Localizer& model) : world_(world), model_(model) {}

CapturedBackbone::~CapturedBackbone() = default;

Tensor CapturedBackbone::operator()(const Tensor& images) {
    if (failed_ || !torch::GradMode::is_enabled() || !fits(images)) return model_->forward(images);
    if (!images_.defined()) {
        const auto features = model_->forward(images);
        images_ = torch::empty_like(images);
        last_gradient_ = torch::zeros_like(features);
        return features;
    }
    if (parts_.empty()) record();
    if (failed_) return model_->forward(images);
    Tensor x = images;
    for (const auto& part : parts_) x = Replayed::apply(x, at::TensorList(part->part.parameters), part);
    return x;
}

bool CapturedBackbone::fits(const Tensor& images) const {
    if (!images_.defined()) return images.size(0) > 0;
    return images.sizes() == images_.sizes() && images.strides() == images_.strides();
}

void CapturedBackbone::record() try {
    for (const auto& part : model_->backbone().parts()) {
        parts_.push_back(c10::make_intrusive<CapturedPart>());
        parts_.back()->part = part;
    }
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        auto* part = parts_[i].get();
        auto* before = i == 0 ? nullptr : parts_[i - 1].get();
        auto* after = i + 1 == parts_.size() ? nullptr : parts_[i + 1].get();
        part->passes_gradient_on = before != nullptr;
        part->input = [this, before] { return before ? before->y : images_; };
        part->output_gradient = [this, after] { return after ? after->gradients.front() : last_gradient_; };
    }
    const auto recorder = make_work_recorder(world_.device(), world_.traffic());
    for (auto part = parts_.begin(); part != parts_.end(); ++part)
        (*part)->forward = recorder->record([p = part->get()] { p->run_forward(); });
    for (auto part = parts_.rbegin(); part != parts_.rend(); ++part)
        (*part)->backward = recorder->record([p = part->get()] { p->run_backward(); });
} catch (const c10::Error& error) {
    parts_.clear();
    failed_ = true;
    at::autocast::clear_cache();  // of weights cast in the recording, whose values were never computed
    const std::string text = error.what_without_backtrace();
    std::cerr << fmt::format(
        "rank {}: --cuda-graph: recording the backbone failed ({}); the steps go on without\n", world_.rank(),
        text.substr(0, text.find('\n')));
}

std::optional<std::string> why_not_captured(const World& world) {
    if (world.device().is_cpu()) return "the CPU has no launches to save";
    return std::nullopt;
}

}  // namespace gren
