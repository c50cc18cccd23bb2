// What GDCM's process says of a file, whose every element may be missing, of another length, or hold any
// value: it becomes grey or is refused. (What GDCM itself does with bytes, dicom_fuzz.cpp tries.)
#include <array>
#include <vector>

#include "dataio/dicom/dicom_header.h"
#include "dataio/dicom/dicom_record.h"
#include "dataio/dicom/grey_levels.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    if (count == 0) return 0;
    const auto window = gren::window_from(std::array{"auto", "file", "minmax", "2048,4096"}[bytes[0] % 4]);
    const gren::DicomRecord record({reinterpret_cast<const char*>(bytes) + 1, count - 1});
    gren::accepted_or_refused([&] {
        const auto header = gren::read_header(record);
        if (!gren::why_not_decoded(header).empty()) return;
        const auto values = std::size_t{1} << header.bits_stored;
        std::vector<bool> present(values);
        for (const std::size_t value : {values / 3, values / 2, values - 1}) present[value] = true;
        if (gren::grey_levels(header, window, present).of.size() != values) std::abort();
    });
    return 0;
}
