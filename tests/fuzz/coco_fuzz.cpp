// COCO files: any bytes are an archive or a refusal.
#include "dataio/importers/importers.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    static const std::filesystem::path folder =
        std::filesystem::path("/dev/shm") / ("gren-fuzz-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "1.png");
    std::ofstream(folder / "all.json", std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(count));
    gren::accepted_or_refused([&] { gren::import_coco(folder); });
    std::filesystem::remove_all(folder);
    return 0;
}
