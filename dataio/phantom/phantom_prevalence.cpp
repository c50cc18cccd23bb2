// How often each finding is found in ChestX-ray14, and plans that are as frequent.
#include <algorithm>
#include <array>
#include <cmath>

#include "dataio/phantom/phantom_co_occurrence.h"
#include "dataio/phantom/phantom_plans.h"

namespace gren::phantom {
namespace {

// Films with each label in Data_Entry_2017_v2020.csv (Wang et al., ChestX-ray8, CVPR 2017, in its release of
// 112,120 films and 14 findings), in the order of Finding; 60,361 films have none.
constexpr std::array<int, kFindings> kNihFilms{11559, 2776, 13317, 19894, 5782, 6331, 1431,
                                               5302,  4667, 2303,  2516,  1686, 3385, 227};
constexpr int kNihDiseased = 112120 - 60361;

using Chances = std::array<double, kFindings>;

std::size_t at(Finding finding) {
    return static_cast<std::size_t>(finding);
}

// Both of a pair: between what independence gives, strength 0, and as often as the rarer one, strength 1.
double both(double one, double other, double strength) {
    return one * other + strength * (std::min(one, other) - one * other);
}

double chance_of_any(const Chances& chance, double strength) {
    double none = 1;
    for (int i = 0; i < kFindings; ++i)
        if (!companion(static_cast<Finding>(i))) none *= 1 - chance[static_cast<std::size_t>(i)];
    for (const auto& [one, other] : kPairs) {
        const double a = chance[at(one)], b = chance[at(other)];
        none *= 1 - a - b + both(a, b, strength);
    }
    return 1 - none;
}

Chances scaled(double factor) {
    Chances chance{};
    for (std::size_t i = 0; i < chance.size(); ++i) chance[i] = factor * kNihFilms[i] / kNihDiseased;
    return chance;
}

// Draws that come to nothing are drawn again, which divides each chance by that of any finding: chances
// scaled by f become NIH's where any finding has the chance f. Bisection, since f exceeds it beyond.
Chances chances_before_repeats(double strength) {
    double low = 0, high = 1;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (chance_of_any(scaled(middle), strength) > middle ? low : high) = middle;
    }
    return scaled(low);
}

std::array<bool, kFindings> draw(const Chances& chance, double strength, PhantomRandom& random) {
    std::array<bool, kFindings> present{};
    const auto hit = [&](double probability) { return random.chance(static_cast<float>(probability)); };
    for (std::size_t i = 0; i < present.size(); ++i) present[i] = hit(chance[i]);
    for (const auto& [one, other] : kPairs) {
        const double a = chance[at(one)], b = chance[at(other)], ab = both(a, b, strength);
        present[at(other)] = hit(present[at(one)] ? ab / a : (b - ab) / (1 - a));
    }
    return present;
}

DiseasePlan plan_of(const std::array<bool, kFindings>& present, PhantomRandom& random) {
    Side side = random.chance(0.5F) ? Side::left : Side::right;
    if (present[at(Finding::cardiomegaly)]) side = Side::right;  // whose lung an enlarged heart leaves free
    DiseasePlan plan;
    for (std::size_t i = 0; i < present.size(); ++i) {
        if (!present[i]) continue;
        const auto finding = static_cast<Finding>(i);
        plan.findings.push_back({finding, side});
        if (finding != Finding::cardiomegaly) side = side == Side::left ? Side::right : Side::left;
        if (is_boxed(finding) && (!plan.main || kNihFilms[i] < kNihFilms[at(*plan.main)]))
            plan.main = finding;
    }
    return plan;
}

}  // namespace

std::vector<DiseasePlan> nih_plans(const PhantomOptions& options, std::size_t count, PhantomRandom random) {
    const Chances chance = chances_before_repeats(options.co_occurrence);
    std::vector<DiseasePlan> plans;
    while (plans.size() < count) {
        const auto present = draw(chance, options.co_occurrence, random);
        if (std::ranges::count(present, true) > 0) plans.push_back(plan_of(present, random));
    }
    return plans;
}

}  // namespace gren::phantom
