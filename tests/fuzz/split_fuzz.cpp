// Split lists: any bytes are a split, which written again reads the same, or a refusal.
#include "dataio/shards/split.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const gren::FuzzFile file(bytes, count);
    gren::accepted_or_refused([&] {
        const gren::Split split = gren::read_split(file.path());
        gren::write_split(file.path(), split);
        if (gren::digest(gren::read_split(file.path())) != gren::digest(split)) std::abort();
    });
    return 0;
}
