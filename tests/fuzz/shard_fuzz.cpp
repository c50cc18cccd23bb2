// A shard: HDF5's own parser stands in front of our checks, and pixels are read by the offsets that it names.
#include <vector>

#include "dataio/shard_reader.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const gren::FuzzFile file(bytes, count);
    gren::accepted_or_refused([&] {
        const gren::ShardReader shard(file.path());
        const auto side = static_cast<std::size_t>(shard.metadata().traits.image_size);
        std::vector<std::uint8_t> image(side * side), lungs(side * side);
        for (std::size_t row = 0; row < shard.metadata().info.size(); ++row)
            shard.read_pixels(static_cast<std::int64_t>(row), image, lungs);
    });
    return 0;
}
