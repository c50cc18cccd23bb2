// What a run was not trained for is named, with its boxes.
#include "src/evaluation/same_classes.h"

#include "tests/dataio/small_dataset.h"

namespace gren::same_classes_test {
namespace {

std::string refusal_of(const std::vector<std::string>& classes, int image_size) {
    const ScratchFolder folder;
    write_small_dataset(folder.path(), 7, 4);
    const Dataset dataset(folder.path());
    return refusal(
        [&] { require_same_classes(dataset, {.image_size = image_size, .classes = classes}, "shards"); });
}

TEST(SameClasses, names_classes_that_the_run_lacks_and_their_boxes) {
    EXPECT_EQ(refusal_of(kSmallTraits.classes, 3), "");
    EXPECT_EQ(
        refusal_of({"Atelectasis"}, 3),
        "shards: has Épanchement (3 boxes); the run was trained on the 1 classes Atelectasis at 3²: evaluate "
        "on a data set prepared like the one it trained on");
    EXPECT_TRUE(
        refusal_of({"Hernia"}, 3).starts_with("shards: has Atelectasis (3 boxes), Épanchement (3 boxes); "));
}

TEST(SameClasses, wants_their_order_and_the_image_size) {
    EXPECT_EQ(refusal_of({"Épanchement", "Atelectasis"}, 3).substr(0, 59),
              "shards: has the 2 classes Atelectasis, Épanchement at 3²;");
    EXPECT_EQ(refusal_of(kSmallTraits.classes, 512).substr(0, 59),
              "shards: has the 2 classes Atelectasis, Épanchement at 3²;");
}

}  // namespace
}  // namespace gren::same_classes_test
