#include "dataio/shards/dataset.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <thread>

#include "dataio/shards/hdf5.h"
#include "dataio/shards/shard_digest.h"
#include "dataio/shards/shard_format.h"
#include "tests/dataio/small_dataset.h"

namespace gren::dataset_test {
namespace {

namespace fs = std::filesystem;
using namespace shard_format;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using Bytes = std::vector<std::uint8_t>;

const fs::path kGolden = fs::path(GREN_GOLDEN_DIR) / "h5py_set";

template <std::size_t kWords>
std::array<std::uint64_t, kWords> golden_hash(std::uint64_t sample, std::uint64_t low) {
    std::array<std::uint64_t, kWords> words{};
    for (std::size_t w = 0; w < kWords; ++w) words[w] = (16 * sample + w) << 56 | low;
    return words;
}

// Expected values: tests/golden/make_shard.py, which wrote the files with h5py.
TEST(Dataset, ReadsWhatH5pyWrote) {
    const Dataset data(kGolden);
    ASSERT_EQ(data.size(), 4);
    EXPECT_EQ(data.traits().image_size, 3);
    EXPECT_THAT(data.traits().classes, ElementsAre("Atelectasis", "Épanchement"));
    EXPECT_EQ(data.traits().hash_variant, "dct32-median");
    EXPECT_EQ(data.traits().lung_source, "png:masks");
    EXPECT_EQ(data.digest(), "0f58ec24fe84594d8fab5b2b1db1c87035c12aa2cba3d89a48356d174d72be5f");
    EXPECT_THAT(data.boxed_classes(), ElementsAre(0, 1));

    EXPECT_EQ(data.info(0).name, "00000001_000.png");
    EXPECT_EQ(data.info(0).patient, "1");
    EXPECT_THAT(data.info(0).hash, ElementsAre(0xfedcba9876543210U, 1U));
    EXPECT_THAT(data.info(0).block_hash, golden_hash<10>(0, 0xb));
    EXPECT_THAT(data.info(0).average_hash, golden_hash<4>(0, 0xa));
    EXPECT_THAT(data.info(3).block_hash, golden_hash<10>(3, 0xb));
    EXPECT_THAT(data.info(3).average_hash, golden_hash<4>(3, 0xa));
    EXPECT_THAT(data.traits().regions, ElementsAre("left lung", "right lung"));
    const auto& film = data.info(0).acquisition;
    EXPECT_THAT((std::vector{film.study, film.view, film.sex, film.site, film.spacing_on}),
                ElementsAre("s", "AP", "M", "", "patient"));
    EXPECT_EQ(film.age, 61.5F);
    EXPECT_THAT(film.pixel_spacing, ElementsAre(0.139F, 0.143F));
    EXPECT_TRUE(std::isnan(data.info(2).acquisition.age));
    EXPECT_THAT(data.info(0).label, ElementsAre(1, 0));
    ASSERT_EQ(data.info(0).boxes.size(), 1U);
    EXPECT_EQ(data.info(0).boxes[0].cls, 0);

    EXPECT_THAT(data.info(1).label, ElementsAre(0, 255));
    EXPECT_THAT(data.info(1).hash, ElementsAre(2U, 0xffffffffffffffffU));
    EXPECT_EQ(data.info(1).original_height, 2544);
    EXPECT_EQ(data.info(1).original_width, 3056);
    EXPECT_FALSE(data.info(1).lungs_flagged);
    EXPECT_TRUE(data.info(1).boxes.empty());

    EXPECT_EQ(data.info(2).name, "ü.png");
    EXPECT_EQ(data.info(2).patient, "");
    EXPECT_TRUE(data.info(2).lungs_flagged);
    ASSERT_EQ(data.info(2).boxes.size(), 2U);
    const Box& box = data.info(2).boxes[0];
    EXPECT_EQ(box.cls, 1);
    EXPECT_THAT((std::vector<float>{box.x, box.y, box.w, box.h}), ElementsAre(0.5F, 0.25F, 1.5F, 2.F));

    EXPECT_EQ(data.info(3).name, "00000003_000.png");
    EXPECT_EQ(data.index_of("00000003_000.png"), 3);
    for (std::int64_t i = 0; i < 4; ++i) {
        Bytes image(9), lungs(9);
        data.read_pixels(i, image, lungs);
        for (std::size_t row = 0; row < 3; ++row)
            for (std::size_t column = 0; column < 3; ++column) {
                const auto n = static_cast<std::size_t>(i);
                EXPECT_EQ(image[3 * row + column], 31 * n + 7 * row + column + 5);
                EXPECT_EQ(lungs[3 * row + column], (n + row + 2 * column) % 4);
            }
    }
}

TEST(Dataset, ReadsHowFilmsWereAligned) {
    const ScratchFolder folder;
    write_small_aligned_dataset(folder.path(), 7, 3);
    const Dataset data(folder.path());
    ASSERT_TRUE(data.traits().aligned);
    for (int i = 0; i < 7; ++i) {
        const auto &found = data.info(i), &written = small_aligned_sample(i).info;
        EXPECT_EQ(found.alignment->map, written.alignment->map) << i;
        ASSERT_EQ(found.boxes_in_image().size(), found.boxes.size()) << i;
        for (std::size_t b = 0; b < found.boxes.size(); ++b) {
            EXPECT_EQ(found.boxes[b].x, written.boxes[b].x) << i;
            EXPECT_EQ(found.boxes_in_image()[b].x, written.boxes[b].x / 2) << i;
            EXPECT_EQ(found.boxes_in_image()[b].cls, written.boxes[b].cls) << i;
        }
    }
}

TEST(Dataset, NamesAnUnknownSample) {
    EXPECT_THAT(refusal([] { Dataset(kGolden).index_of("x.png"); }),
                HasSubstr("sample 'x.png' is not among the data set's 4 samples"));
}

TEST(Dataset, OpensWhileAnotherProgramLocksTheShard) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 1, 1);
    const int file = open((folder.path() / "shard-0.h5").c_str(), O_RDONLY);
    ASSERT_EQ(flock(file, LOCK_EX), 0);
    EXPECT_EQ(Dataset(folder.path()).size(), 1);
    close(file);
}

TEST(Dataset, ReadsPixelsFromManyThreads) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 40, 7);
    const Dataset data(folder.path());
    std::vector<std::vector<Bytes>> seen(4);
    {
        std::vector<std::jthread> threads;
        for (auto& images : seen)
            threads.emplace_back([&data, &images] {
                for (std::int64_t i = 0; i < data.size(); ++i) {
                    Bytes image(9), lungs(9);
                    data.read_pixels(i, image, lungs);
                    images.push_back(image);
                }
            });
    }
    for (const auto& images : seen)
        for (int i = 0; i < 40; ++i) EXPECT_EQ(images[static_cast<std::size_t>(i)], small_sample(i).image);
}

// Each case spoils the one shard of a data set of three samples, and says what the message must tell.
struct Damage {
    const char* name;
    std::function<void(const fs::path&)> spoil;
    std::vector<std::string> told;
};

void replace(const fs::path& shard, const char* dataset, const auto& shape, const auto& values) {
    const auto file = hdf5::open_file(shard, hdf5::Access::read_write);
    H5Ldelete(file.id(), dataset, H5P_DEFAULT);
    hdf5::write(file, dataset, shape, values);
}

void replace_attribute(const fs::path& shard, const char* name, const auto& value) {
    const auto file = hdf5::open_file(shard, hdf5::Access::read_write);
    H5Adelete(file.id(), name);
    hdf5::write_attribute(file, name, value);
}

void chunk_images(const fs::path& shard) {
    const auto file = hdf5::open_file(shard, hdf5::Access::read_write);
    H5Ldelete(file.id(), kImage, H5P_DEFAULT);
    const hsize_t shape[] = {3, 3, 3};
    const hid_t space = H5Screate_simple(3, shape, nullptr), list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(list, 3, shape);
    H5Dclose(H5Dcreate2(file.id(), kImage, H5T_STD_U8LE, space, H5P_DEFAULT, list, H5P_DEFAULT));
    H5Pclose(list);
    H5Sclose(space);
}

using hdf5::Shape;
using Ints = std::vector<std::int32_t>;
const Damage kDamages[] = {
    {"Version3",
     [](auto& f) {
         replace_attribute(f, kVersionAttribute, 3);
         const auto file = hdf5::open_file(f, hdf5::Access::read_write);
         for (const char* attribute : {kRegions, kAligned}) H5Adelete(file.id(), attribute);
         for (const char* since_version_4 : {kStudy, kView, kSex, kSite, kAge, kPixelSpacing, kSpacingOn})
             H5Ldelete(file.id(), since_version_4, H5P_DEFAULT);
     },
     {"found format 'gren-shard' version 3, expected 'gren-shard' version 4; run gren prepare again, into a "
      "new folder"}},
    {"Version5",
     [](auto& f) { replace_attribute(f, kVersionAttribute, 5); },
     {"found format 'gren-shard' version 5, expected 'gren-shard' version 4"}},
    {"OtherFormat",
     [](auto& f) { replace_attribute(f, kFormatAttribute, std::string("lung-shard")); },
     {"found format 'lung-shard'"}},
    {"VersionAsText",
     [](auto& f) { replace_attribute(f, kVersionAttribute, std::string("1")); },
     {"attribute 'version': found variable-length string [], expected int32 []"}},
    {"NoLabels",
     [](auto& f) { H5Ldelete(hdf5::open_file(f, hdf5::Access::read_write).id(), kLabel, H5P_DEFAULT); },
     {"data set 'label'", "doesn't exist"}},
    {"RegionOfNoSide",
     [](auto& f) {
         replace_attribute(f, kRegions, std::vector<std::string>{"left lung", "heart"});
     },
     {"found the regions 'left lung', 'heart', expected 2 to 8, each 'left …' or 'right …' and both sides"}},
    {"LeftRegionsAlone",
     [](auto& f) {
         replace_attribute(f, kRegions, std::vector<std::string>{"left upper zone", "left lung"});
     },
     {"and both sides among them"}},
    {"NineRegions",
     [](auto& f) {
         std::vector<std::string> nine(8, "left lobe");
         nine.push_back("right lung");
         replace_attribute(f, kRegions, nine);
     },
     {"expected 2 to 8"}},
    {"OtherRegions",
     [](auto& f) {
         replace_attribute(f, kRegions, std::vector<std::string>{"right lung", "left lung"});
     },
     {"found regions [\"right lung\", \"left lung\"], expected [\"left lung\", \"right lung\"] as in "
      "dataset.json"}},
    {"HashesOfOneRegion",
     [](auto& f) {
         replace(f, kHash, Shape{3, 1}, std::vector<std::uint64_t>(3));
     },
     {"data set 'hash': found uint64 [3, 1], expected uint64 [3, 2]"}},
    {"AlignedToHearts",
     [](auto& f) { replace_attribute(f, kAligned, std::string("hearts")); },
     {"found aligned 'hearts', expected 'none' or 'lungs'"}},
    {"AlignedWithoutItsColumns",
     [](auto& f) { replace_attribute(f, kAligned, std::string(kByLungs)); },
     {"data set 'alignment'", "doesn't exist"}},
    {"AgesAsWholeNumbers",
     [](auto& f) { replace(f, kAge, Shape{3}, Ints(3)); },
     {"data set 'age': found int32 [3], expected float32 [3]"}},
    {"NoBlockHashes",
     [](auto& f) { H5Ldelete(hdf5::open_file(f, hdf5::Access::read_write).id(), kBlockHash, H5P_DEFAULT); },
     {"data set 'block_hash'", "doesn't exist"}},
    {"NineBlocks",
     [](auto& f) {
         replace(f, kBlockHash, Shape{3, 9}, std::vector<std::uint64_t>(27));
     },
     {"data set 'block_hash': found uint64 [3, 9], expected uint64 [3, 10]"}},
    {"BlockHashesOfAnotherType",
     [](auto& f) {
         replace(f, kBlockHash, Shape{3, 10}, Ints(30));
     },
     {"data set 'block_hash': found int32 [3, 10], expected uint64 [3, 10]"}},
    {"AverageHashOf64Bits",
     [](auto& f) {
         replace(f, kAverageHash, Shape{3, 1}, std::vector<std::uint64_t>(3));
     },
     {"data set 'average_hash': found uint64 [3, 1], expected uint64 [3, 4]"}},
    {"AverageHashAsBytes",
     [](auto& f) {
         replace(f, kAverageHash, Shape{3, 32}, Bytes(96));
     },
     {"data set 'average_hash': found uint8 [3, 32], expected uint64 [3, 4]"}},
    {"LabelsOfAnotherType",
     [](auto& f) {
         replace(f, kLabel, Shape{3, 2}, Ints(6));
     },
     {"data set 'label': found int32 [3, 2], expected uint8 [3, 2]"}},
    {"LabelsOfAnotherShape",
     [](auto& f) {
         replace(f, kLabel, Shape{3, 3}, Bytes(9));
     },
     {"data set 'label': found uint8 [3, 3], expected uint8 [3, 2]"}},
    {"LabelOutOfRange",
     [](auto& f) {
         replace(f, kLabel, Shape{3, 2}, Bytes{0, 1, 255, 7, 0, 0});
     },
     {"data set 'label': sample 'image_1.png': found the value 7, expected 0, 1 or 255"}},
    {"BoxesOfThreeNumbers",
     [](auto& f) {
         replace(f, kBox, Shape{3, 3}, std::vector<float>(9));
     },
     {"data set 'box': found float32 [3, 3], expected float32 [any, 4]"}},
    {"BoxOfNoImage",
     [](auto& f) {
         replace(f, kBoxImage, Shape{3}, Ints{0, 3, 0});
     },
     {"box 1: found image 3 and class 0, expected less than 3 and 2"}},
    {"BoxOfNoClass",
     [](auto& f) {
         replace(f, kBoxClass, Shape{3}, Ints{0, 0, -1});
     },
     {"box 2", "class -1"}},
    {"FewerBoxClassesThanBoxes",
     [](auto& f) {
         replace(f, kBoxClass, Shape{2}, Ints{0, 0});
     },
     {"data set 'box_class': found int32 [2], expected int32 [3]"}},
    {"ImagesOfAnotherSize",
     [](auto& f) {
         replace(f, kImage, Shape{3, 3, 4}, Bytes(36));
     },
     {"data set 'image': found uint8 [3, 3, 4], expected uint8 [any, 3, 3]"}},
    {"FewerLungsThanImages",
     [](auto& f) {
         replace(f, kLungs, Shape{2, 3, 3}, Bytes(18));
     },
     {"data set 'lungs': found uint8 [2, 3, 3], expected uint8 [3, 3, 3]"}},
    {"ChunkedImages", chunk_images, {"data set 'image'", "expected contiguous"}},
    {"OtherClasses",
     [](auto& f) {
         replace_attribute(f, kClasses, std::vector<std::string>{"Mass", "Nodule"});
     },
     {R"(found classes ["Mass", "Nodule"], expected ["Atelectasis", "Épanchement"] as in dataset.json)"}},
    {"OtherHash",
     [](auto& f) { replace_attribute(f, kHashVariant, std::string("opencv")); },
     {"found hash_variant opencv, expected dct32-median"}},
};

// As a flawed writer would: dataset.json gives the digest of the shard as it is.
void describe_again(const fs::path& folder) {
    auto document = read_dataset_document(folder);
    for (ShardEntry& shard : document.shards)
        shard.metadata_sha256 = metadata_sha256(folder / shard.file, shard, document.traits.image_size);
    write_dataset_document(folder, document.traits, document.shards, "{}");
}

class DamagedShard : public testing::TestWithParam<Damage> {};

TEST_P(DamagedShard, IsRefusedInOneSentence) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 3, 3);
    ASSERT_EQ(Dataset(folder.path()).size(), 3);
    GetParam().spoil(folder.path() / "shard-0.h5");
    EXPECT_THAT(
        refusal([&] { Dataset{folder.path()}; }),
        AllOf(HasSubstr("shard-0.h5: everything but its pixels has SHA-256"), HasSubstr("gren prepare")));
    describe_again(folder.path());
    const std::string error = refusal([&] { Dataset{folder.path()}; });
    EXPECT_THAT(error, AllOf(HasSubstr("shard-0.h5"), HasSubstr("run gren prepare again")));
    for (const std::string& part : GetParam().told) EXPECT_THAT(error, HasSubstr(part));
}
INSTANTIATE_TEST_SUITE_P(Each, DamagedShard, testing::ValuesIn(kDamages),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Dataset, RefusesAShardThatIsGoneOrShort) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 3, 3);
    const auto shard = folder.path() / "shard-0.h5";
    const auto error = [&] { return refusal([&] { Dataset{folder.path()}; }); };
    fs::resize_file(shard, fs::file_size(shard) - 1);
    EXPECT_THAT(error(), HasSubstr("shard-0.h5: everything but its pixels has SHA-256"));
    std::ofstream(shard) << "not HDF5 at all";
    EXPECT_THAT(error(), HasSubstr("shard-0.h5: truncated: found 15 bytes, expected pixels up to byte"));
    fs::resize_file(shard, 0);
    EXPECT_THAT(error(), HasSubstr("shard-0.h5: truncated: found 0 bytes"));
    fs::remove(shard);
    EXPECT_THAT(error(), HasSubstr("No such file or directory"));
}

// Two shards of one set changed places, and one of another set with the same traits and count.
TEST(Dataset, RefusesAShardOfAnotherPlaceOrSet) {
    const ScratchFolder folder, other;
    write_small_dataset(folder.path(), 4, 2);
    const auto first = folder.path() / "shard-0.h5", second = folder.path() / "shard-1.h5";
    const auto error = [&] { return refusal([&] { Dataset{folder.path()}; }); };
    fs::rename(first, folder.path() / "t");
    fs::rename(second, first);
    fs::rename(folder.path() / "t", second);
    EXPECT_THAT(error(), HasSubstr("shard-0.h5: everything but its pixels has SHA-256"));
    write_dataset(other.path(), kSmallTraits, {small_sample(7), small_sample(8)}, 2);
    fs::rename(other.path() / "shard-0.h5", first);
    EXPECT_THAT(error(), HasSubstr("of another data set"));
}

// Every bit of a small shard: found when the set is opened or when the sample is read, and HDF5
// never sees it.
TEST(Dataset, FindsAFlippedBitAnywhere) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 3, 3);
    const auto shard = folder.path() / "shard-0.h5";
    const std::string whole = bytes_of(shard);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::string damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << i % 8));
        std::ofstream(shard, std::ios::binary) << damaged;
        const std::string error = refusal([&] {
            const Dataset data(folder.path());
            Bytes image(9), lungs(9);
            for (std::int64_t n = 0; n < 3; ++n) data.read_pixels(n, image, lungs);
        });
        ASSERT_THAT(error,
                    testing::AnyOf(HasSubstr("everything but its pixels"), HasSubstr("pixels have checksum")))
            << "byte " << i;
    }
}

TEST(Dataset, NamesTheSampleWhosePixelsAreDamaged) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 3, 3);
    const auto entry = read_dataset_document(folder.path()).shards.front();
    std::fstream(folder.path() / entry.file, std::ios::in | std::ios::out | std::ios::binary)
        .seekp(entry.image_offset + 9)
        .put('\xff');
    const Dataset data(folder.path());
    Bytes image(9), lungs(9);
    data.read_pixels(0, image, lungs);
    for (int reading = 0; reading < 2; ++reading)
        EXPECT_THAT(refusal([&] { data.read_pixels(1, image, lungs); }),
                    HasSubstr("shard-0.h5: sample 'image_1.png': pixels have checksum"));
}

TEST(Dataset, RefusesANameTwice) {
    const ScratchFolder folder;
    write_dataset(folder.path(), kSmallTraits, {small_sample(0), small_sample(1), small_sample(0)}, 2);
    EXPECT_THAT(refusal([&] { Dataset{folder.path()}; }),
                HasSubstr("sample 'image_0.png' found in shard-0.h5 and in shard-1.h5"));
}

TEST(Dataset, RefusesAShardOfAnotherCount) {
    const ScratchFolder folder, other;
    write_small_dataset(folder.path(), 3, 3);
    write_small_dataset(other.path(), 2, 2);
    fs::copy_file(other.path() / "shard-0.h5", folder.path() / "shard-0.h5",
                  fs::copy_options::overwrite_existing);
    auto document = read_dataset_document(other.path());
    document.shards.front().samples = 3;
    document.shards.front().image_offset = 0;
    document.shards.front().lungs_offset = 27;
    write_dataset_document(folder.path(), document.traits, document.shards, "{}");
    describe_again(folder.path());
    EXPECT_THAT(refusal([&] { Dataset{folder.path()}; }),
                HasSubstr("found a count of samples of 2, expected 3"));
}

TEST(Dataset, TellsWhenAShardShrankAfterOpening) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 3, 3);
    const Dataset data(folder.path());
    fs::resize_file(folder.path() / "shard-0.h5", 100);
    Bytes image(9), lungs(9);
    EXPECT_THAT(refusal([&] { data.read_pixels(2, image, lungs); }), HasSubstr("shard-0.h5: truncated"));
}

}  // namespace
}  // namespace gren::dataset_test
