#include "src/prediction/picture_names.h"

#include <gmock/gmock.h>

#include "src/run/usage_error.h"

namespace gren::picture_names_test {
namespace {

using testing::ElementsAre;

TEST(PictureNames, AreAsShortAsSetsThemApart) {
    EXPECT_THAT(picture_names({"/s/a/x.png", "/s/b/x.png", "/s/y.png"}), ElementsAre("a_x", "b_x", "y"));
    EXPECT_THAT(picture_names({"/p/a/1/x.png", "/q/a/1/x.png", "/q/b/x.png"}),
                ElementsAre("p_a_1_x", "q_a_1_x", "b_x"));
}

TEST(PictureNames, KeepAnExtensionThatAloneTellsFilmsApart) {
    EXPECT_THAT(picture_names({"/s/x.png", "/s/x.jpg", "/s/y.png"}), ElementsAre("x.png", "x.jpg", "y"));
}

TEST(PictureNames, HoldAUidWhole) {
    EXPECT_THAT(picture_names({"/s/1.2.840.1", "/s/1.2.840.2"}), ElementsAre("1.2.840.1", "1.2.840.2"));
}

TEST(PictureNames, OfTwoFilmsAreNeverOne) {
    EXPECT_THROW(picture_names({"/s/p_a/x.png", "/s/p_b/x.png", "/s/q/p_a_x.png"}), UsageError);
}

}  // namespace
}  // namespace gren::picture_names_test
