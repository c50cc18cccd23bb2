// TIFF: any bytes are an image of some size or a refusal.
#include "dataio/tiff.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    gren::tiff_size(text);
    gren::accepted_or_refused([&] {
        if (gren::decode_tiff("fuzzed.tif", text).grey.empty()) std::abort();
    });
    return 0;
}
