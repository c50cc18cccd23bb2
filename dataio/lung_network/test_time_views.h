// Other ways to show a radiograph to the lung segmenter, for one that it does not understand as it is.
#pragma once

#include <functional>
#include <opencv2/core.hpp>
#include <vector>

namespace gren {

struct TestTimeView {
    std::function<cv::Mat1b(const cv::Mat1b& image)> show;
    // Lungs of what was shown -> lungs of the image, whose size is given.
    std::function<cv::Mat1b(const cv::Mat1b& lungs, cv::Size image)> back;
};

// The middle, without air beside the arms and whatever else surrounds the chest; the negative, for a film
// that was stored as one; turned either way, for a film that lies on its side.
std::vector<TestTimeView> second_views();

}  // namespace gren
