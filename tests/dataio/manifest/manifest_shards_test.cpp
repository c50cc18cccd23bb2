// NIH's archive by its folder and by a manifest: the same bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataio/digest.h"
#include "dataio/importers/importers.h"
#include "dataio/manifest/manifest.h"
#include "dataio/phantom/phantom.h"
#include "src/prepare/preparation.h"
#include "tests/support/scratch_folder.h"

namespace gren::manifest_shards_test {
namespace {
namespace fs = std::filesystem;

struct Prepared {
    std::vector<std::string> digests, skipped;
};

Prepared prepared(const Archive& archive, const fs::path& out) {
    fs::create_directories(out);
    const DatasetTraits traits{64, archive.classes, "dct32-median", kNoLungs};
    const auto lungs = make_no_lungs();
    const Preparation preparation{archive, traits, *lungs, out, {.size = 64}};
    Prepared result;
    for (const ShardRange& range : shards_of(archive.radiographs.size(), 5)) {
        const ShardPart part = preparation.write(range, [] {});
        result.digests.push_back(sha256_of_file(out / range.file));
        for (const std::string& sentence : part.summary.skipped) result.skipped.push_back(sentence);
    }
    return result;
}

TEST(ManifestShards, are_those_of_the_archive_s_folder) {
    const ScratchFolder scratch;
    const fs::path nih = scratch.path() / "nih";
    phantom::PhantomOptions options;
    options.images = 12;
    options.patients = 5;
    options.size = 96;
    options.annotated_fraction = 0.8;
    phantom::write_phantom_archive(nih, options);
    scratch.write("nih/images/00000001_000.png", "damaged");

    const Archive archive = import_nih(nih);
    write_manifest(archive, scratch.path() / "m");
    const Archive manifest = read_manifest(scratch.path() / "m", false);
    EXPECT_EQ(archive_digest(manifest), archive_digest(archive));

    const Prepared direct = prepared(archive, scratch.path() / "direct"),
                   by_manifest = prepared(manifest, scratch.path() / "by_manifest");
    ASSERT_EQ(direct.digests.size(), 3u);
    EXPECT_EQ(by_manifest.digests, direct.digests);
    EXPECT_THAT(direct.skipped, ::testing::ElementsAre(::testing::StartsWith("images/00000001_000.png")));
    EXPECT_EQ(by_manifest.skipped, direct.skipped);

    Archive older = manifest;
    older.radiographs.back().age = 99;
    EXPECT_NE(archive_digest(older), archive_digest(manifest)) << "the shards hold ages";

    Archive other = manifest;
    ASSERT_FALSE(other.radiographs.back().label.empty());
    other.radiographs.back().label[0] ^= 1;
    EXPECT_NE(prepared(other, scratch.path() / "other").digests, direct.digests);
}

}  // namespace
}  // namespace gren::manifest_shards_test
