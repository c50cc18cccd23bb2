// safetensors: any bytes are tensors that tile the file, or a refusal.
#include "dataio/tensors/safetensors.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const gren::FuzzFile file(bytes, count);
    gren::accepted_or_refused([&] { gren::read_safetensors(file.path()); });
    return 0;
}
