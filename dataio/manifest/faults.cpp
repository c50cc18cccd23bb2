#include "dataio/manifest/faults.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace gren {
namespace {

constexpr std::size_t kListed = 10;

}  // namespace

void Faults::add(const std::string& sentence) {
    if (count_++ < kListed) first_.push_back(sentence);
}

void Faults::require_none() const {
    if (count_ == 0) return;
    std::string text = fmt::format("{}", fmt::join(first_, "\n"));
    if (count_ > kListed) text += fmt::format("\nand {} rows more are wrong", count_ - kListed);
    throw DataError(text);
}

}  // namespace gren
