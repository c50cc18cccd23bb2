// One combination of a section's values, read as what it must be; every complaint names the axis's line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/plan/plan.h"

namespace gren::plan {

class PlanChoice {
  public:
    // `values`: one of each axis of `section`, in its order. All must outlive it.
    PlanChoice(const Plan& plan, const PlanSection& section, const std::vector<std::string>& values)
        : plan_(plan), section_(section), values_(values) {}

    std::optional<std::string> text(const std::string& axis) const;
    std::optional<std::int64_t> whole_number(const std::string& axis, std::int64_t at_least) const;
    int line(const std::string& axis) const;  // the section's where it has no such axis

    // Throws UsageError: "FILE:LINE: AXIS = VALUE: sentence".
    [[noreturn]] void fail(const std::string& axis, const std::string& sentence) const;

    const Plan& plan() const { return plan_; }
    const PlanSection& section() const { return section_; }
    const std::vector<std::string>& values() const { return values_; }

  private:
    const Plan& plan_;
    const PlanSection& section_;
    const std::vector<std::string>& values_;
};

}  // namespace gren::plan
