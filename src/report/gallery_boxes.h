// Which boxes a gallery shows, by the IoU that one run's regions have with them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "src/report/runs.h"

namespace gren::report {

// Of each class that has boxes, in the order of `classes`, the one whose IoU is the median.
std::vector<ReportBox> typical_boxes(const std::vector<ReportBox>& boxes,
                                     const std::vector<std::string>& classes);

struct ExtremeBoxes {
    std::vector<ReportBox> best, worst;  // three each at most, no box in both
};

// By `gain`, without the boxes whose gain is 0: best gain, worst lose.
ExtremeBoxes extreme_boxes(std::vector<ReportBox> boxes, const std::function<double(const ReportBox&)>& gain);

// The best half and the worst by IoU.
ExtremeBoxes extreme_boxes(std::vector<ReportBox> boxes);

// At most `count`, as many of each class as it has and the others leave, evenly from its highest IoU to its
// lowest. By class in the order of `classes`, then by falling IoU.
std::vector<ReportBox> spread_boxes(const std::vector<ReportBox>& boxes,
                                    const std::vector<std::string>& classes, std::size_t count);

}  // namespace gren::report
