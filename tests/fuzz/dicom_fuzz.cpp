// A file as DICOM, by GDCM in a process of its own: whatever befalls it there, this process has an image of
// some size or a refusal.
#include <pthread.h>
#include <sanitizer/common_interface_defs.h>

#include "dataio/dicom/dicom_file.h"
#include "tests/fuzz/fuzz_input.h"

// What ends GDCM's process is no finding of this one.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
    return ::pthread_atfork(nullptr, nullptr, [] { __sanitizer_set_death_callback(nullptr); });
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const gren::FuzzFile file(bytes, count);
    gren::accepted_or_refused([&] {
        const auto image = gren::read_dicom(file.path(), {});
        if (image.grey.empty() || static_cast<std::int64_t>(image.grey.total()) > gren::kMostPixels)
            std::abort();
    });
    return 0;
}
