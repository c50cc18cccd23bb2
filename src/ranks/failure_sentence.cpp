#include "src/ranks/failure_sentence.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <string_view>
#include <system_error>

#include "dataio/out_of_memory.h"

namespace gren {
namespace {

std::string out_of_memory(const std::string& found) {
    return fmt::format(
        "out of memory ({}); take a smaller --batch-per-rank, with --accumulate for a graph of the same "
        "size, or fewer ranks "
        "a host",
        found);
}

bool is_refused_thread(const std::exception& error) {
    const auto* refusal = dynamic_cast<const std::system_error*>(&error);
    return refusal != nullptr && refusal->code() == std::errc::resource_unavailable_try_again;
}

// oneDNN's exception, whose class torch does not export: it writes its kernels at run time.
bool is_refused_kernel(const std::exception& error) {
    return std::string_view(error.what()).find("could not create a primitive") != std::string_view::npos;
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace

std::optional<std::string> memory_not_had(const std::exception& error) {
    if (is_out_of_memory(error)) return "no more could be had";
    const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
    if (torch_error == nullptr) return std::nullopt;
    const auto text = first_line(torch_error->what_without_backtrace());
    const auto request = text.find("you tried to allocate");  // of a CPU
    if (request != std::string::npos) return text.substr(request);
    if (dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr) return text;
    return std::nullopt;
}

std::string failure_sentence(const std::exception& error) {
    if (const auto found = memory_not_had(error)) return out_of_memory(*found);
    if (is_refused_thread(error))
        return fmt::format(
            "no further thread could be started ({}); raise the limits on processes and memory (ulimit -u, "
            "ulimit -v), or use fewer --threads or ranks a host",
            error.what());
    if (is_refused_kernel(error))
        return out_of_memory(fmt::format("oneDNN: {}, most often for want of it", first_line(error.what())));
    const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
    return torch_error == nullptr ? error.what() : first_line(torch_error->what_without_backtrace());
}

}  // namespace gren
