// CheXmask's table with its run lengths: whatever it accepts, its masks can be painted.
#include "dataio/lungs/lung_source.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const gren::FuzzFile file(bytes, count);
    gren::accepted_or_refused([&] {
        const auto source = gren::make_chexmask_lungs(file.path());
        const cv::Mat1b image(8, 8, std::uint8_t{0});
        for (const char* name : {"a.png", "b.png", ""}) source->lungs(name, image);
    });
    return 0;
}
