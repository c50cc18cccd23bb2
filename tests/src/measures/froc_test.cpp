// FROC against a naive loop over all thresholds, and by hand.
#include "src/measures/froc.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace gren::froc_test {
namespace {

double naive_sensitivity(const std::vector<Mark>& marks, std::int64_t boxed, std::int64_t images,
                         double rate) {
    double best = 0;
    for (const auto& threshold : marks) {
        std::set<std::size_t> found;
        int outside = 0;
        for (const auto& mark : marks) {
            if (mark.score < threshold.score) continue;
            if (mark.inside)
                found.insert(mark.image);
            else
                ++outside;
        }
        if (static_cast<double>(outside) / static_cast<double>(images) <= rate)
            best = std::max(best, static_cast<double>(found.size()) / static_cast<double>(boxed));
    }
    return best;
}

TEST(Froc, equals_a_naive_loop) {
    std::mt19937 random(3);
    for (const unsigned levels : {3U, 1000U})
        for (int trial = 0; trial < 5; ++trial) {
            std::vector<Mark> marks;
            for (int i = 0; i < 150; ++i)
                marks.push_back({static_cast<float>(random() % levels), random() % 4 == 0, random() % 20});
            const auto sensitivity = froc(marks, 12, 32);
            for (std::size_t i = 0; i < sensitivity.size(); ++i)
                EXPECT_DOUBLE_EQ(sensitivity[i].value(),
                                 naive_sensitivity(marks, 12, 32, kFalseMarksPerImage[i]))
                    << levels << " " << trial << " " << i;
        }
}

TEST(Froc, counts_an_image_once_and_needs_a_box) {
    // Of 8 images 2 are boxed: image 0 found by two marks, then a false one, then image 1.
    const std::vector<Mark> marks{
        {0.9F, true, 0}, {0.8F, true, 0}, {0.7F, false, 5}, {0.6F, false, 6}, {0.5F, true, 1}};
    const auto sensitivity = froc(marks, 2, 8);
    EXPECT_EQ(sensitivity[0], 0.5);  // at 1/8 false mark an image: one
    EXPECT_EQ(sensitivity[1], 1);
    EXPECT_EQ(froc({}, 2, 8)[6], 0);
    EXPECT_EQ(froc({{0.9F, false, 5}}, 0, 8)[6], std::nullopt);
}

}  // namespace
}  // namespace gren::froc_test
