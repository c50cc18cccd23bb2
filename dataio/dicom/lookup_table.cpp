#include "dataio/dicom/lookup_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "dataio/data_error.h"
#include "dataio/dicom/dicom_tags.h"

namespace gren {

std::uint16_t LookupTable::at(double value) const {
    const double index = std::clamp(std::floor(value - first), 0., static_cast<double>(entries.size() - 1));
    return entries[static_cast<std::size_t>(index)];
}

std::optional<LookupTable> read_lookup_table(const DicomRecord& record, std::uint32_t sequence,
                                             bool is_signed) {
    const DicomKey descriptor{sequence, dicom::kLutDescriptor}, data{sequence, dicom::kLutData};
    if (!record.has(descriptor) && !record.has(data)) return std::nullopt;
    const auto refusal = [&](const std::string& found) {
        return DataError(
            fmt::format("has in ({:04x},{:04x}) a lookup table {}; choose --window C,W or minmax",
                        sequence >> 16, sequence & 0xFFFF, found));
    };
    const auto count = record.word(descriptor, 0), first = record.word(descriptor, 1),
               bits = record.word(descriptor, 2);
    if (!count || !first || !bits) throw refusal("without a whole descriptor");
    if (*bits != 8 && (*bits < 10 || *bits > 16))
        throw refusal(fmt::format("of {} bits an entry, expected 8 or 10 to 16", *bits));
    LookupTable table;
    table.first = is_signed ? static_cast<std::int16_t>(*first) : *first;
    table.bits = *bits;
    table.entries.resize(*count == 0 ? 65'536 : *count);  // 0 stands for 2^16, which has no room
    const auto bytes = record.bytes(data);
    if (bytes.size() >= 2 * table.entries.size()) {
        std::memcpy(table.entries.data(), bytes.data(), 2 * table.entries.size());
    } else if (*bits == 8 && bytes.size() >= table.entries.size()) {  // two entries a word
        std::transform(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(table.entries.size()),
                       table.entries.begin(), [](char entry) { return static_cast<unsigned char>(entry); });
    } else {
        throw refusal(fmt::format("of {} bytes, expected {} entries", bytes.size(), table.entries.size()));
    }
    return table;
}

}  // namespace gren
