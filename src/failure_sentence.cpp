#include "src/failure_sentence.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <new>

namespace gren {
namespace {

std::string out_of_memory(const std::string& found) {
    return fmt::format(
        "out of memory ({}); take a smaller --batch-per-rank, with --accumulate for a graph of the same "
        "size, or fewer ranks "
        "a host",
        found);
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace

std::string failure_sentence(const std::exception& error) {
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return out_of_memory("no more could be had");
    const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
    if (torch_error == nullptr) return error.what();
    const std::string text = first_line(torch_error->what_without_backtrace());
    const auto request = text.find("you tried to allocate");
    return request == std::string::npos ? text : out_of_memory(text.substr(request));
}

}  // namespace gren
