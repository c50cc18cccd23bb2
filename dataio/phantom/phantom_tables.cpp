#include "dataio/phantom/phantom_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gren::phantom {
namespace {

constexpr double kFilmMillimetres = 350;  // side of the film

// NIH joins the names in alphabetical order.
std::string joined(const std::vector<Finding>& findings) {
    std::vector<std::string> names;
    for (const Finding finding : findings) names.emplace_back(name_of(finding));
    std::ranges::sort(names);
    return names.empty() ? "No Finding" : fmt::format("{}", fmt::join(names, "|"));
}

}  // namespace

std::string entry_row(const PhantomCase& phantom, const std::vector<Finding>& labels, int size) {
    const double spacing = kFilmMillimetres / size;
    return fmt::format("{},{},{},{},{},{},{},{},{},{:.6f},{:.6f}\n", file_name(phantom), joined(labels),
                       phantom.follow_up, phantom.patient, phantom.age, phantom.male ? "M" : "F",
                       phantom.supine ? "AP" : "PA", size, size, spacing, spacing);
}

std::string box_row(const PhantomCase& phantom, const DrawnBox& drawn) {
    const char* name = drawn.finding == Finding::infiltration ? "Infiltrate" : name_of(drawn.finding);
    const cv::Rect2f box = drawn.box;
    return fmt::format("{},{},{:.4f},{:.4f},{:.4f},{:.4f}\n", file_name(phantom), name, box.x, box.y,
                       box.width, box.height);
}

}  // namespace gren::phantom
