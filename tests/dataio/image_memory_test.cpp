// A file that there is no memory for is not called corrupt.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <opencv2/imgcodecs.hpp>

#include "dataio/image.h"
#include "dataio/out_of_memory.h"
#include "tests/support/scratch_folder.h"

namespace gren::image_memory_test {
namespace {

// While it lives, this process has `bytes` more addresses than now.
class AddressLimit {
  public:
    explicit AddressLimit(rlim_t bytes) {
        std::ifstream statm("/proc/self/statm");
        rlim_t pages = 0;
        statm >> pages;
        getrlimit(RLIMIT_AS, &before_);
        const rlimit limit{pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + bytes, before_.rlim_max};
        setrlimit(RLIMIT_AS, &limit);
    }
    ~AddressLimit() { setrlimit(RLIMIT_AS, &before_); }

  private:
    rlimit before_{};
};

TEST(Image, without_memory_for_its_pixels_is_not_corrupt) {
    constexpr int kSide = 9000;  // 81 MB, of a file of less than one
    const ScratchFolder folder;
    const auto file = folder.path() / "large.png";
    cv::imwrite(file.string(), cv::Mat1b(kSide, kSide, std::uint8_t{7}));
    EXPECT_EQ(read_picture(file).grey.cols, kSide);
    const AddressLimit limit(30 << 20);
    try {
        read_picture(file);
        FAIL() << "there was memory enough";
    } catch (const std::exception& error) {
        EXPECT_TRUE(is_out_of_memory(error)) << error.what();
    }
}

}  // namespace
}  // namespace gren::image_memory_test
