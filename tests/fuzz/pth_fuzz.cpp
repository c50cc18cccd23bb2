// .pth, zip and legacy form: no pickle calls anything, asks for more memory than its file has bytes, or
// reads beyond it.
#include "dataio/tensors/pth.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const gren::FuzzFile file(bytes, count);
    gren::accepted_or_refused([&] { gren::read_pth(file.path()); });
    return 0;
}
