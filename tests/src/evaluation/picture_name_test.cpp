#include "src/evaluation/picture_name.h"

#include <gtest/gtest.h>

namespace gren::picture_name_test {
namespace {

TEST(PictureName, of_two_folders_differs) {
    EXPECT_EQ(picture_name("00000001_000.png"), "00000001_000");
    EXPECT_EQ(picture_name("train/patient1/study1/view1_frontal.jpg"), "train_patient1_study1_view1_frontal");
    EXPECT_EQ(picture_name("1.2.840.1.dcm"), "1.2.840.1");
    EXPECT_EQ(picture_name("../a.png"), ".._a");
}

}  // namespace
}  // namespace gren::picture_name_test
