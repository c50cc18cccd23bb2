#include "dataio/phantom/phantom_plans.h"

#include <algorithm>

#include "dataio/phantom/phantom_co_occurrence.h"
#include "dataio/phantom/phantom_keys.h"

namespace gren::phantom {
namespace {

constexpr float kSecondChance = 0.25F;  // of another boxed finding
constexpr float kSignChance = 0.35F;    // of a finding that is only a label

Side opposite(Side side) {
    return side == Side::left ? Side::right : Side::left;
}

// The companion of `main` instead of `drawn`, where both are boxed or both are not.
Finding paired(Finding main, Finding drawn, float strength, PhantomRandom& pairing) {
    const auto other = companion(main);
    const bool takes = pairing.chance(strength);
    return takes && other && is_boxed(*other) == is_boxed(drawn) ? *other : drawn;
}

DiseasePlan balanced_plan(Finding main, float co_occurrence, PhantomRandom& random, PhantomRandom& pairing) {
    const Side side = random.chance(0.5F) ? Side::left : Side::right;
    DiseasePlan plan{main, {{main, side}}};
    if (random.chance(kSecondChance)) {
        const int step = 1 + random.index(kBoxedFindings - 1);
        const auto drawn = static_cast<Finding>((static_cast<int>(main) + step) % kBoxedFindings);
        const Finding second = paired(main, drawn, co_occurrence, pairing);
        // An enlarged heart covers a good part of the left lung.
        if (main == Finding::cardiomegaly) {
            plan.findings.push_back({second, Side::right});
        } else {
            plan.findings.push_back({second, opposite(side)});
            if (second == Finding::cardiomegaly) plan.findings.front().side = Side::right;
        }
    }
    if (random.chance(kSignChance)) {
        const auto sign = static_cast<Finding>(kBoxedFindings + random.index(kFindings - kBoxedFindings));
        plan.findings.push_back({paired(main, sign, co_occurrence, pairing), opposite(side)});
    }
    std::ranges::sort(plan.findings, {}, &PlannedFinding::finding);
    return plan;
}

bool in_a_lung(const PlannedFinding& planned) {
    return is_boxed(planned.finding) && planned.finding != Finding::cardiomegaly;
}

// A lesion that is alone in its film, the heart being normal, comes into the other lung, too.
void put_into_both_lungs(DiseasePlan& plan, bool asymmetry) {
    const auto lesion = std::ranges::find_if(plan.findings, in_a_lung);
    if (lesion == plan.findings.end() || std::ranges::count_if(plan.findings, in_a_lung) > 1 ||
        std::ranges::count(plan.findings, Finding::cardiomegaly, &PlannedFinding::finding) > 0)
        return;
    // These two in both lungs are what hides the disease.
    if (asymmetry && (lesion->finding == Finding::mass || lesion->finding == Finding::pneumonia)) return;
    PlannedFinding other = *lesion;
    other.side = opposite(other.side);
    plan.findings.insert(lesion + 1, other);
}

}  // namespace

std::vector<DiseasePlan> balanced_plans(const PhantomOptions& options, std::size_t count,
                                        PhantomRandom& random) {
    // Streams of their own: whatever the share, the rest of the plan stays.
    PhantomRandom lone = random.fork(kLoneKey), pairing = random.fork(kPairingKey);
    std::vector<DiseasePlan> plans;
    for (std::size_t i = 0; i < count; ++i) {
        const auto main = static_cast<Finding>(i % kBoxedFindings);
        plans.push_back(balanced_plan(main, static_cast<float>(options.co_occurrence), random, pairing));
        if (lone.chance(static_cast<float>(options.unilateral_fraction)))
            std::erase_if(plans.back().findings,
                          [&](const PlannedFinding& planned) { return planned.finding != main; });
    }
    return plans;
}

std::vector<DiseasePlan> disease_plans(const PhantomOptions& options, std::size_t count,
                                       PhantomRandom& random) {
    std::vector<DiseasePlan> plans = options.prevalence == Prevalence::nih
                                         ? nih_plans(options, count, random.fork(kPrevalenceKey))
                                         : balanced_plans(options, count, random);
    PhantomRandom spread = random.fork(kBilateralKey), filling = random.fork(kDiffuseKey);
    for (DiseasePlan& plan : plans) {
        for (PlannedFinding& planned : plan.findings)
            if (filling.chance(static_cast<float>(options.diffuse)) &&
                planned.finding == Finding::infiltration)
                planned.form = Form::diffuse;
        if (spread.chance(static_cast<float>(options.bilateral)))
            put_into_both_lungs(plan, options.asymmetry);
    }
    return plans;
}

}  // namespace gren::phantom
