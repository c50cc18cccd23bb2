// The LUTs of a DICOM header (PS3.3, C.11.1.1.1 and C.11.2.1.1).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dataio/dicom/dicom_record.h"

namespace gren {

// Modality or VOI LUT: value v becomes entries[v - first], the first or last entry outside.
struct LookupTable {
    int first = 0;
    int bits = 0;  // of an entry, 8 or 10 to 16; the greatest that it may be is 2^bits - 1
    std::vector<std::uint16_t> entries;

    std::uint16_t at(double value) const;
};

// Of the first item of `sequence`; nothing where the file has none. `is_signed`: whether the values that are
// looked up may be negative. Throws DataError, without the file's name: no descriptor, fewer entries than it
// says, entries of other bits.
std::optional<LookupTable> read_lookup_table(const DicomRecord& record, std::uint32_t sequence,
                                             bool is_signed);

}  // namespace gren
