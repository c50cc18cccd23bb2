#include "dataio/lung_network/test_time_views.h"

#include <cstdint>

namespace gren {
namespace {

constexpr double kMargin = 0.12;  // of each side, around the middle

cv::Rect middle(cv::Size image) {
    const int x = static_cast<int>(kMargin * image.width), y = static_cast<int>(kMargin * image.height);
    return {x, y, image.width - 2 * x, image.height - 2 * y};
}

TestTimeView turned(int turn, int turn_back) {
    const auto rotated = [](const cv::Mat1b& picture, int code) {
        cv::Mat1b result;
        cv::rotate(picture, result, code);
        return result;
    };
    return {[=](const cv::Mat1b& image) { return rotated(image, turn); },
            [=](const cv::Mat1b& lungs, cv::Size) { return rotated(lungs, turn_back); }};
}

}  // namespace

std::vector<TestTimeView> second_views() {
    const TestTimeView in_the_middle{
        [](const cv::Mat1b& image) { return image(middle(image.size())).clone(); },
        [](const cv::Mat1b& lungs, cv::Size image) {
            cv::Mat1b whole(image, std::uint8_t{0});
            lungs.copyTo(whole(middle(image)));
            return whole;
        }};
    const TestTimeView negative{[](const cv::Mat1b& image) { return cv::Mat1b(~image); },
                                [](const cv::Mat1b& lungs, cv::Size) { return lungs; }};
    return {in_the_middle, negative, turned(cv::ROTATE_90_CLOCKWISE, cv::ROTATE_90_COUNTERCLOCKWISE),
            turned(cv::ROTATE_90_COUNTERCLOCKWISE, cv::ROTATE_90_CLOCKWISE)};
}

}  // namespace gren
