// Every operator that torch has for GPUs, carried out on the host when this library is loaded. The GPU's own
// code runs as far as it can, so that launches, allocations and waits are its own, and has no effect on
// values; these the CPU's operator computes, of the same memory.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/empty_strided.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/util/Exception.h>
#include <torch/library.h>

#include <cstddef>
#include <map>
#include <memory>

#include "tests/fake_cuda/operators/rules.h"
#include "tests/fake_cuda/runtime/fake_runtime.h"

namespace fake_cuda {
namespace {

struct Rule {
    c10::SafeKernelFunction gpu_code;
    GpuCode how;
    const HostCode* host_code;
};

std::map<std::string, Rule>& rules() {
    static auto* all = new std::map<std::string, Rule>;
    return *all;
}

std::string key(const c10::OperatorName& name) {
    return name.name + "." + name.overload_name;
}

// The operator on the CPU, whatever the thread's mode.
Stack computed(const c10::OperatorHandle& op, const Rule& rule, const Stack& host) {
    const c10::impl::ExcludeDispatchKeyGuard below(c10::autograd_dispatch_keyset_with_ADInplaceOrView |
                                                   c10::autocast_dispatch_keyset);
    if (rule.host_code != nullptr) return (*rule.host_code)(host);
    Stack stack = host;
    op.callBoxed(&stack);
    return stack;
}

at::Tensor device_tensor_like(const at::Tensor& host) {
    return at::empty_strided(host.sizes(), host.strides(), host.options().device(c10::kCUDA));
}

// Which argument a return value is, for one that is written in place; else -1.
int argument_of(const c10::FunctionSchema& schema, std::size_t returned) {
    const auto* alias = schema.returns()[returned].alias_info();
    if (alias == nullptr) return -1;
    for (std::size_t i = 0; i < schema.arguments().size(); ++i) {
        const auto* own = schema.arguments()[i].alias_info();
        if (own != nullptr && own->beforeSets() == alias->beforeSets()) return static_cast<int>(i);
    }
    return -1;
}

// What of a result the caller gets: tensors of the device, those of the GPU's code where they fit.
c10::IValue on_device(const c10::IValue& host, const c10::IValue& gpu) {
    if (host.isTensor()) {
        const auto& tensor = host.toTensor();
        if (!tensor.defined()) return tensor;
        if (gpu.isTensor() && gpu.toTensor().defined() && gpu.toTensor().sizes() == tensor.sizes())
            return gpu;
        return device_tensor_like(tensor);
    }
    if (host.isTensorList()) {
        c10::List<at::Tensor> list;
        for (std::size_t i = 0; i < host.toTensorList().size(); ++i)
            list.push_back(on_device(host.toTensorList().get(i), gpu.isTensorList()
                                                                     ? c10::IValue(gpu.toTensorList().get(i))
                                                                     : c10::IValue())
                               .toTensor());
        return list;
    }
    return host;
}

// The CPU leaves some results empty that nobody reads, such as the statistics of a batch norm in evaluation.
void copy_values(const c10::IValue& device, const c10::IValue& host) {
    const auto to = tensors_in(device), from = tensors_in(host);
    for (std::size_t i = 0; i < to.size(); ++i)
        if (to[i].defined() && to[i].is_cuda() && from[i].numel() > 0) host_view(to[i]).copy_(from[i]);
}

class Call {
  public:
    Call(const c10::OperatorHandle& op, const Rule& rule, Stack arguments)
        : op_(op), rule_(rule), arguments_(std::move(arguments)) {}

    void carry_out(c10::DispatchKeySet keys) {
        const auto stream = c10::cuda::getCurrentCUDAStream();
        if (rule_.how == GpuCode::runs) {
            const LogOnly values_come_from_the_host;
            outputs_ = arguments_;
            rule_.gpu_code.callBoxed(op_, keys, &outputs_);
        } else {
            enqueue(stream, "launch", op_.schema().name(), [] {});
        }
        host_ = host_arguments(arguments_);
        // A capture does nothing; what needs a result's sizes then writes nothing either.
        const bool captured = is_captured(stream);
        if (captured && rule_.how == GpuCode::runs) {
            enqueue(stream, "op", text(),
                    [call = *this] { call.write(computed(call.op_, call.rule_, call.host_)); });
            return;
        }
        const auto results = computed(op_, rule_, captured ? copies_of(host_) : host_);
        take(results);
        if (captured)
            enqueue(stream, "op", text(),
                    [call = *this] { call.write(computed(call.op_, call.rule_, call.host_)); });
        else
            enqueue(stream, "op", text(), [&] { write(results); });
        if (rule_.how == GpuCode::left_out_and_waits) cudaStreamSynchronize(stream);
    }

    Stack outputs() const { return outputs_; }

  private:
    bool is_new(std::size_t returned) const { return argument_of(op_.schema(), returned) < 0; }

    void take(const Stack& results) {
        outputs_.resize(results.size());
        for (std::size_t i = 0; i < results.size(); ++i) {
            const int argument = argument_of(op_.schema(), i);
            outputs_[i] = argument < 0 ? on_device(results[i], outputs_[i])
                                       : arguments_[static_cast<std::size_t>(argument)];
        }
    }
    void write(const Stack& results) const {
        for (std::size_t i = 0; i < results.size(); ++i)
            if (is_new(i)) copy_values(outputs_[i], results[i]);
    }
    std::string text() const {
        auto all = op_.schema().name();
        for (std::size_t i = 0; i < arguments_.size(); ++i) {
            const auto* alias = op_.schema().arguments()[i].alias_info();
            const bool written =
                (alias != nullptr && alias->isWrite()) || writes_unsaid(op_.schema().name(), i);
            all += ranges("r", arguments_[i]);
            if (written) all += ranges("w", arguments_[i]);
        }
        for (std::size_t i = 0; i < outputs_.size(); ++i)
            if (is_new(i)) all += ranges("w", outputs_[i]);
        return all;
    }

    c10::OperatorHandle op_;
    const Rule& rule_;
    Stack arguments_, host_, outputs_;
};

bool is_between_host_and_device(const c10::OperatorHandle& op, const Stack& arguments) {
    return op.schema().name() == "aten::copy_" &&
           arguments[0].toTensor().is_cuda() != arguments[1].toTensor().is_cuda();
}

void log_blocks() {
    c10::cuda::CUDACachingAllocator::attachAllocatorTraceTracker([](const auto& entry) {
        using Entry = c10::CachingDeviceAllocator::TraceEntry;
        const auto text = range(reinterpret_cast<void*>(entry.addr_), entry.size_);
        if (entry.action_ == Entry::ALLOC) log("block", static_cast<cudaStream_t>(entry.stream_), text);
        if (entry.action_ == Entry::FREE_COMPLETED)
            log("unblock", static_cast<cudaStream_t>(entry.stream_), text);
    });
}

void on_host(const c10::OperatorHandle& op, c10::DispatchKeySet keys, Stack* stack) {
    const auto& rule = rules().at(key(op.operator_name()));
    const auto first = stack->end() - static_cast<std::ptrdiff_t>(op.schema().arguments().size());
    Stack arguments(first, stack->end());
    if ((LogOnly::is_on() && rule.how == GpuCode::runs) || is_between_host_and_device(op, arguments)) {
        rule.gpu_code.callBoxed(op, keys, stack);
        return;
    }
    static const bool logged = (log_blocks(), true);
    (void)logged;
    stack->erase(first, stack->end());
    c10::cuda::OptionalCUDAGuard guard;
    for (const auto& argument : arguments)
        for (const auto& tensor : tensors_in(argument))
            if (tensor.defined() && tensor.is_cuda() && !guard.current_device())
                guard.set_index(tensor.get_device());
    Call call(op, rule, std::move(arguments));
    call.carry_out(keys);
    for (auto& output : call.outputs()) stack->push_back(output);
}

// Taking torch's own operators' place is what is wanted here, and no news.
class QuietHandler : public c10::WarningHandler {
    void process(const c10::Warning&) override {}
};

torch::Library* take_over() {
    QuietHandler quiet;
    const c10::WarningUtils::WarningHandlerGuard guard(&quiet);
    auto* library =
        new torch::Library(torch::Library::IMPL, "aten", c10::DispatchKey::CUDA, __FILE__, __LINE__);
    auto& dispatcher = c10::Dispatcher::singleton();
    for (const auto& name : dispatcher.getAllOpNames()) {
        const auto op = dispatcher.findSchema(name);
        const auto own = name.name.substr(name.name.find(':') + 2);
        if (!op || name.name.rfind("aten::", 0) != 0 || gpu_code_of(own) == GpuCode::untouched) continue;
        if (!op->hasKernelForDispatchKey(c10::DispatchKey::CUDA) && own != "copy_") continue;
        rules().emplace(key(name), Rule{op->getComputedKernelForDispatchKey(c10::DispatchKey::CUDA),
                                        gpu_code_of(own), host_code_of(own)});
        const auto full = name.overload_name.empty() ? own : own + "." + name.overload_name;
        library->impl(full.c_str(), torch::CppFunction::makeFromBoxedFunction<&on_host>());
    }
    return library;
}

const auto* const kLibrary = take_over();

}  // namespace
}  // namespace fake_cuda
