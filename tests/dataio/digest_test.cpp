#include "dataio/digest.h"

#include <fstream>
#include <functional>
#include <set>
#include <vector>

#include "tests/dataio/small_dataset.h"

namespace gren::digest_test {
namespace {

// FIPS 180-4's examples.
TEST(Sha256, OfBytesIsAsInTheStandard) {
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, OfAFileReadsAllBlocks) {
    const ScratchFolder folder;
    const auto file = folder.path() / "million";
    std::ofstream(file) << std::string(1'000'000, 'a');
    EXPECT_EQ(sha256_of_file(file), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    // Exactly one block of 1 MiB; from coreutils' sha256sum.
    std::ofstream(file) << std::string(1 << 20, 'a');
    EXPECT_EQ(sha256_of_file(file), "9bc1b2a288b26af7257a36277ae3816a7d4f16e89c1e7e77d0a5c48bad62b360");
}

TEST(Sha256, OfAnAbsentFileThrows) {
    EXPECT_EQ(refusal([] { sha256_of_file("/nowhere/file"); }),
              "/nowhere/file: cannot open: No such file or directory");
}

// The check value of CRC-32/ISO-HDLC: the digits 1 to 9.
TEST(PixelChecksum, IsCrc32OfImageThenLungs) {
    const std::vector<std::uint8_t> image = {'1', '2', '3', '4'}, lungs = {'5', '6', '7', '8', '9'};
    EXPECT_EQ(pixel_checksum(image, lungs), 0xcbf43926U);
}

TEST(InfoChecksum, ChangesWithEachFieldOfASample) {
    const std::vector<std::function<void(SampleInfo&)>> changes{
        [](SampleInfo& info) { info.name += 'x'; },
        [](SampleInfo& info) { info.patient += 'x'; },
        [](SampleInfo& info) { ++info.hash[1]; },
        [](SampleInfo& info) { ++info.block_hash[9]; },
        [](SampleInfo& info) { ++info.average_hash[3]; },
        [](SampleInfo& info) { info.lungs_flagged = !info.lungs_flagged; },
        [](SampleInfo& info) { ++info.label[1]; },
        [](SampleInfo& info) { ++info.original_height; },
        [](SampleInfo& info) { ++info.original_width; },
        [](SampleInfo& info) { info.acquisition.study += 'x'; },
        [](SampleInfo& info) { info.acquisition.view += 'x'; },
        [](SampleInfo& info) { info.acquisition.sex += 'x'; },
        [](SampleInfo& info) { info.acquisition.site += 'x'; },
        [](SampleInfo& info) { info.acquisition.spacing_on += 'x'; },
        [](SampleInfo& info) { info.acquisition.age += 1; },
        [](SampleInfo& info) { info.acquisition.pixel_spacing[1] += 1; },
        [](SampleInfo& info) { info.boxes[1].h += 1; },
        [](SampleInfo& info) { info.boxes[1].cls = 1 - info.boxes[1].cls; },
        [](SampleInfo& info) { info.alignment->map[5] += 1; },
        [](SampleInfo& info) { info.alignment->boxes[1].h += 1; }};
    const auto plain = small_aligned_sample(5).info;
    std::set<std::uint32_t> seen{info_checksum(plain)};
    for (std::size_t i = 0; i < changes.size(); ++i) {
        auto changed = plain;
        changes[i](changed);
        EXPECT_TRUE(seen.insert(info_checksum(changed)).second) << "change " << i;
    }
}

}  // namespace
}  // namespace gren::digest_test
