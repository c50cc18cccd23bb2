#include "src/measures/froc.h"

#include <algorithm>
#include <functional>
#include <set>

#include "src/measures/mean_of_classes.h"

namespace gren {

std::array<std::optional<double>, kFalseMarksPerImage.size()> froc(std::vector<Mark> marks,
                                                                   std::int64_t boxed, std::int64_t images) {
    std::ranges::sort(marks, std::greater<>(), &Mark::score);
    std::array<std::optional<double>, kFalseMarksPerImage.size()> sensitivity;
    sensitivity.fill(share(0, boxed));
    std::set<std::size_t> found;
    double outside = 0;
    for (auto mark = marks.begin(); mark != marks.end();) {
        const float threshold = mark->score;  // marks of one score come together
        for (; mark != marks.end() && mark->score == threshold; ++mark) {
            if (mark->inside) found.insert(mark->image);
            outside += mark->inside ? 0 : 1;
        }
        for (std::size_t i = 0; i < sensitivity.size(); ++i)
            if (outside <= kFalseMarksPerImage[i] * static_cast<double>(images))
                sensitivity[i] = share(static_cast<std::int64_t>(found.size()), boxed);
    }
    return sensitivity;
}

}  // namespace gren
