// The walk over PNG chunks and JPEG segments that proves an image file whole.
#include "dataio/image_file.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const gren::FuzzFile file(bytes, count);
    gren::accepted_or_refused([&] { gren::read_image_file(file.path()); });
    return 0;
}
