// Grey values against pydicom's: both polarities × no VOI, three kinds of window, a LUT × 8 to 16 bits, with
// and without sign × no modality's step, rescale, LUT × the transfer syntaxes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "dataio/dicom/dicom_file.h"
#include "tests/support/scratch_folder.h"

namespace gren::dicom_grey_test {
namespace {

TEST(DicomGrey, is_pydicoms_to_one_level) {
    const ScratchFolder scratch;
    const auto command = std::string(GREN_PYDICOM) + " " + GREN_WRITE_GREYS + " " + scratch.path().string();
    ASSERT_EQ(std::system((command + " >/dev/null").c_str()), 0) << command;
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) {
        if (entry.path().extension() != ".dcm") continue;
        SCOPED_TRACE(entry.path().filename().string());
        const auto expected = bytes_of(std::filesystem::path(entry.path()).replace_extension(".grey"));
        const auto image = read_dicom(entry.path(), Window{});
        ASSERT_EQ(expected.size(), 4 * image.grey.total());
        double furthest = 0;
        for (std::size_t i = 0; i < image.grey.total(); ++i) {
            float value = 0;
            std::memcpy(&value, expected.data() + 4 * i, 4);
            furthest = std::max(furthest, std::abs(static_cast<double>(value) - image.grey.data[i]));
        }
        EXPECT_LE(furthest, 1);
        ++files;
    }
    EXPECT_EQ(files, 772);  // as write_greys.py counts: none is left out
}

}  // namespace
}  // namespace gren::dicom_grey_test
