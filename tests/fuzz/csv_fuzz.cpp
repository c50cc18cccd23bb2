// CSV: any bytes are rows or a refusal, and a plain file reads the same from a row's position as
// from its start.
#include <vector>

#include "dataio/csv.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const gren::FuzzFile file(bytes, count);
    gren::accepted_or_refused([&] {
        gren::CsvReader csv(file.path());
        gren::CsvPosition last;
        std::vector<std::string> fields;
        while (csv.next()) {
            gren::accepted_or_refused([&] { csv.number(0); });
            last = csv.position();
            fields.assign(csv.fields().begin(), csv.fields().end());
        }
        if (fields.empty() || !csv.is_plain()) return;
        csv.seek(last);
        if (!csv.next() ||
            !std::equal(fields.begin(), fields.end(), csv.fields().begin(), csv.fields().end()))
            std::abort();
    });
    return 0;
}
