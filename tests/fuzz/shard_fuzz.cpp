// A shard whose HDF5 structure is sound and whose every field may be missing, of another type or shape, or
// hold any value. (Damaged structures never reach HDF5, whose parser they can crash: shard_digest.h.)
#include <fuzzer/FuzzedDataProvider.h>
#include <hdf5.h>

#include <type_traits>
#include <vector>

#include "dataio/shards/hdf5.h"
#include "dataio/shards/shard_format.h"
#include "dataio/shards/shard_reader.h"
#include "tests/fuzz/fuzz_input.h"

namespace gren {
namespace {

using namespace shard_format;

class FuzzedShard {
  public:
    FuzzedShard(FuzzedDataProvider& bytes, const std::filesystem::path& file)
        : bytes_(bytes),
          file_(hdf5::create_file(file)),
          n_(extent()),
          m_(extent()),
          k_(extent()),
          side_(extent()) {
        write_attributes();
        field<std::uint8_t>(kImage, {n_, side_, side_});
        field<std::uint8_t>(kLungs, {n_, side_, side_});
        field<std::uint64_t>(kHash, {n_, 2});
        field<std::uint64_t>(kBlockHash, {n_, 10});
        field<std::uint64_t>(kAverageHash, {n_, 4});
        field<std::uint8_t>(kFlagged, {n_});
        field<std::uint8_t>(kLabel, {n_, k_});
        field<float>(kBox, {m_, 4});
        field<std::int32_t>(kBoxImage, {m_});
        field<std::int32_t>(kBoxClass, {m_});
        field<std::int32_t>(kSize, {n_, 2});
        for (const char* name : {kName, kPatient})
            if (!strange()) hdf5::write(file_, name, texts(n_));
        field<std::uint32_t>(kChecksum, {n_});
        field<std::uint32_t>(kInfoChecksum, {n_});
        file_.close();
    }

  private:
    hsize_t extent() { return bytes_.ConsumeIntegralInRange<hsize_t>(0, 3); }
    bool strange() {
        return bytes_.ConsumeIntegralInRange<int>(0, 31) == 1;
    }  // seldom, so that most fields are as told
    std::vector<std::string> texts(hsize_t count) {
        std::vector<std::string> all;
        for (hsize_t i = 0; i < count; ++i) all.push_back(bytes_.ConsumeRandomLengthString(4));
        return all;
    }

    void write_attributes() {
        hdf5::write_attribute(file_, kFormatAttribute, strange() ? "x" : kFormat);
        if (!strange()) hdf5::write_attribute(file_, kVersionAttribute, kVersion + (strange() ? 1 : 0));
        hdf5::write_attribute(file_, kImageSize,
                              strange() ? bytes_.ConsumeIntegral<std::int32_t>() : static_cast<int>(side_));
        if (!strange()) hdf5::write_attribute(file_, kClasses, texts(k_));
        hdf5::write_attribute(file_, kHashVariant, bytes_.ConsumeRandomLengthString(4));
        hdf5::write_attribute(file_, kLungSource, bytes_.ConsumeRandomLengthString(4));
    }

    template <class T>
    void field(const char* name, hdf5::Shape shape) {
        if (strange()) return;
        if (strange()) shape.push_back(2);
        if (strange()) shape.front() += 1;
        std::size_t count = 1;
        for (const hsize_t side : shape) count *= side;
        if (strange()) {
            hdf5::write(file_, name, shape, std::vector<std::uint64_t>(count));
            return;
        }
        std::vector<T> values(count);
        for (T& value : values) {
            if constexpr (std::is_same_v<T, float>)
                value = bytes_.ConsumeFloatingPoint<float>();
            else
                value = bytes_.ConsumeBool() ? static_cast<T>(bytes_.ConsumeIntegralInRange<int>(0, 2))
                                             : bytes_.ConsumeIntegral<T>();
        }
        hdf5::write(file_, name, shape, values);
    }

    FuzzedDataProvider& bytes_;
    hdf5::Handle file_;
    hsize_t n_, m_, k_, side_;
};

void read_all(const std::filesystem::path& file) {
    const ShardReader shard(file);
    const auto side = static_cast<std::size_t>(shard.metadata().traits.image_size);
    std::vector<std::uint8_t> image(side * side), lungs(side * side);
    for (std::size_t row = 0; row < shard.metadata().info.size(); ++row)
        shard.read_pixels(static_cast<std::int64_t>(row), image, lungs);
}

}  // namespace
}  // namespace gren

// HDF5 wants half a MiB for the index of each file it opens. Kept from one input to the next it is cleared;
// given back it is mapped anew, page by page, which takes longer than all the rest.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
    constexpr int kNoLimit = -1;
    return H5set_free_list_limits(kNoLimit, kNoLimit, kNoLimit, kNoLimit, kNoLimit, kNoLimit) < 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t count) {
    FuzzedDataProvider bytes(input, count);
    const gren::FuzzFile file(nullptr, 0);
    gren::accepted_or_refused([&] {
        const gren::FuzzedShard written(bytes, file.path());
        gren::read_all(file.path());
    });
    return 0;
}
