#include "dataio/phantom/phantom_sharing.h"

#include <algorithm>
#include <array>

namespace gren::phantom {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// The plans that hold each boxed finding, taken from the front.
class PlansByFinding {
  public:
    explicit PlansByFinding(const std::vector<DiseasePlan>& plans) : taken_(plans.size(), false) {
        for (std::size_t i = 0; i < plans.size(); ++i)
            for (const PlannedFinding& planned : plans[i].findings)
                if (is_boxed(planned.finding))
                    holding_[static_cast<std::size_t>(planned.finding)].push_back(i);
    }
    // kNone where none is left.
    std::size_t take(std::size_t finding) {
        for (auto& next = next_[finding]; next < holding_[finding].size(); ++next)
            if (!taken_[holding_[finding][next]]) return mark(holding_[finding][next]);
        return kNone;
    }
    std::size_t take_any() {
        while (taken_[first_]) ++first_;
        return mark(first_);
    }

  private:
    std::size_t mark(std::size_t plan) {
        taken_[plan] = true;
        return plan;
    }

    std::array<std::vector<std::size_t>, kBoxedFindings> holding_;
    std::array<std::size_t, kBoxedFindings> next_{};
    std::size_t first_ = 0;
    std::vector<bool> taken_;
};

}  // namespace

void share_diseases(std::vector<DiseasePlan>& plans, const std::vector<PhantomCase>& cases,
                    const std::vector<std::size_t>& films, double strength, PhantomRandom random) {
    if (strength == 0) return;
    PlansByFinding left(plans);
    std::vector<std::size_t> chosen(films.size(), kNone);
    for (std::size_t i = 0; i < films.size(); ++i)
        if (random.chance(static_cast<float>(strength)))
            chosen[i] = left.take(static_cast<std::size_t>((cases[films[i]].build - 1) % kBoxedFindings));
    std::vector<DiseasePlan> shared;
    for (const std::size_t plan : chosen) shared.push_back(plans[plan == kNone ? left.take_any() : plan]);
    plans = std::move(shared);
}

void persist(std::vector<DiseasePlan>& plans, const std::vector<PhantomCase>& cases, double probability,
             PhantomRandom random) {
    for (std::size_t i = 1; i < cases.size(); ++i) {
        if (cases[i].follow_up == 0 || !random.chance(static_cast<float>(probability))) continue;
        plans[i] = plans[i - 1];
        for (PlannedFinding& planned : plans[i].findings)
            planned.since = planned.since.value_or(cases[i - 1].follow_up);
    }
}

}  // namespace gren::phantom
