#include "dataio/out_of_memory.h"

#include <new>
#include <opencv2/core.hpp>

namespace gren {

bool is_out_of_memory(const std::exception& error) {
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return true;
    const auto* by_opencv = dynamic_cast<const cv::Exception*>(&error);
    return by_opencv != nullptr && by_opencv->code == cv::Error::StsNoMem;
}

}  // namespace gren
