#include "dataio/dicom/dicom_record.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>

#include "dataio/data_error.h"

namespace gren {
namespace {

struct ElementHead {
    DicomKey key;
    std::uint64_t length = 0;
};

}  // namespace

std::size_t append_element(std::string& record, DicomKey key, std::string_view value) {
    const ElementHead head{key, value.size()};
    record.append(reinterpret_cast<const char*>(&head), sizeof head);
    const auto begin = record.size();
    record.append(value);
    return begin;
}

DicomRecord::DicomRecord(std::string bytes) : all_(std::move(bytes)) {
    std::string_view rest = all_;
    ElementHead head;
    while (rest.size() >= sizeof head) {
        std::memcpy(&head, rest.data(), sizeof head);
        rest.remove_prefix(sizeof head);
        if (head.length > rest.size()) break;
        elements_[head.key] = rest.substr(0, head.length);
        rest.remove_prefix(head.length);
    }
}

std::string_view DicomRecord::bytes(DicomKey key) const {
    const auto found = elements_.find(key);
    return found == elements_.end() ? std::string_view() : found->second;
}

std::string_view DicomRecord::text(DicomKey key, std::size_t index) const {
    constexpr std::string_view kPadding(" \0", 2);
    auto rest = bytes(key);
    for (; index > 0; --index) {
        const auto by = rest.find('\\');
        if (by == std::string_view::npos) return {};
        rest.remove_prefix(by + 1);
    }
    rest = rest.substr(0, rest.find('\\'));
    const auto first = rest.find_first_not_of(kPadding);
    if (first == std::string_view::npos) return {};
    return rest.substr(first, rest.find_last_not_of(kPadding) - first + 1);
}

std::optional<std::uint16_t> DicomRecord::word(DicomKey key, std::size_t index) const {
    const auto value = bytes(key);
    if (value.size() < 2 * (index + 1)) return std::nullopt;
    std::uint16_t word = 0;
    std::memcpy(&word, value.data() + 2 * index, 2);
    return word;
}

std::optional<double> DicomRecord::number(DicomKey key, std::size_t index) const {
    auto digits = text(key, index);
    if (digits.empty()) return std::nullopt;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    double number = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (failed != std::errc() || end != digits.data() + digits.size() || !std::isfinite(number))
        throw DataError(fmt::format("holds no number in ({:04x},{:04x})", key.tag >> 16, key.tag & 0xFFFF));
    return number;
}

}  // namespace gren
