// A plan of runs as text: which axes, with which values (launch/plans/README.md).
//     # comment
//     participation = 0.5_0.8        above the first header: holds in every section that does not say
//     otherwise [table]                        a section is a grid of its own; the plan is the union of its
//     sections method = baseline gren         one value fixes, several make an axis
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gren::plan {

struct PlanAxis {
    std::string name;
    std::vector<std::string> values;  // at least one, each once
    int line = 0;
};

struct PlanSection {
    std::string name;  // empty in a plan without headers
    int line = 0;
    std::vector<PlanAxis> axes;  // as in the file, those above the first header first; no name twice
};

struct Plan {
    std::filesystem::path file;
    std::vector<PlanSection> sections;

    // Throws UsageError: "FILE:LINE: sentence".
    [[noreturn]] void fail(int line, const std::string& sentence) const;
};

// What the axes mean is not looked at. Throws UsageError naming file and line: cannot be read, a line of
// another form, an axis or a section twice, a value twice, no axis at all.
Plan read_plan(const std::filesystem::path& file);

}  // namespace gren::plan
