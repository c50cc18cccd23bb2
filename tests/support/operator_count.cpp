#include "tests/support/operator_count.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/record_function.h>

#include <memory>
#include <mutex>
#include <set>
#include <string_view>

namespace gren {
namespace {

// They make another view of the same memory, memory without contents, or nothing that is computed.
const std::set<std::string, std::less<>> kNoLaunch{"alias",
                                                   "as_strided",
                                                   "chunk",
                                                   "detach",
                                                   "detach_",
                                                   "diagonal",
                                                   "empty",
                                                   "empty_like",
                                                   "empty_strided",
                                                   "expand",
                                                   "narrow",
                                                   "new_empty",
                                                   "new_empty_strided",
                                                   "permute",
                                                   "record_stream",
                                                   "resize_",
                                                   "select",
                                                   "set_",
                                                   "slice",
                                                   "split",
                                                   "split_with_sizes",
                                                   "squeeze",
                                                   "t",
                                                   "transpose",
                                                   "unbind",
                                                   "unfold",
                                                   "unsqueeze",
                                                   "view",
                                                   "_local_scalar_dense",
                                                   "_unsafe_view",
                                                   "_reshape_alias",
                                                   "is_same_size",
                                                   "_version",
                                                   "set_data",
                                                   "unsafe_split"};

// Within: an operator was counted, and what it calls is its own business.
struct Within : at::ObserverContext {};

std::mutex mutex;
std::map<std::string, std::int64_t>* operators = nullptr;
thread_local int within = 0;

// Not an operator of its own but a name for several: torch counts on those to be differentiated.
bool is_composite(const c10::OperatorName& name) {
    const auto found = c10::Dispatcher::singleton().findSchema(name);
    return !found || found->hasKernelForDispatchKey(c10::DispatchKey::CompositeImplicitAutograd);
}

void count(const std::string& name) {
    const std::lock_guard lock(mutex);
    if (operators != nullptr) ++(*operators)[name];
}

std::unique_ptr<at::ObserverContext> began(const at::RecordFunction& function) {
    const auto name = function.operator_name();
    if (!name && std::string_view(function.name()).starts_with("gren::")) count(function.name());
    if (within > 0 || !name || is_composite(*name)) return nullptr;
    ++within;
    const auto plain = name->name.substr(name->name.find("::") + 2);
    if (!kNoLaunch.contains(plain)) count(plain);
    return std::make_unique<Within>();
}

void ended(const at::RecordFunction&, at::ObserverContext* context) {
    if (context != nullptr) --within;
}

}  // namespace

std::map<std::string, std::int64_t> operators_of(const std::function<void()>& work) {
    std::map<std::string, std::int64_t> found;
    operators = &found;
    const auto handle =
        at::addGlobalCallback(at::RecordFunctionCallback(began, ended).scopes({at::RecordScope::FUNCTION}));
    work();
    at::removeCallback(handle);
    operators = nullptr;
    return found;
}

}  // namespace gren
