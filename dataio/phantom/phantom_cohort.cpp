#include "dataio/phantom/phantom_cohort.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dataio/data_error.h"

namespace gren::phantom {
namespace {

constexpr int kSmallestSize = 64;
constexpr float kSecondChance = 0.25F;  // of another boxed finding
constexpr float kSignChance = 0.35F;    // of a finding that is only a label

void require(bool good, const std::string& sentence) {
    if (!good) throw DataError(sentence);
}

void check(const PhantomOptions& o) {
    require(o.patients >= 1 && o.images >= o.patients,
            fmt::format(
                "A phantom archive of {} images of {} patients is impossible: at least one patient and one "
                "image per patient are needed.",
                o.images, o.patients));
    require(
        o.size >= kSmallestSize,
        fmt::format("Phantoms of {} pixels a side show no lesions: {} is the least.", o.size, kSmallestSize));
    require(
        o.annotated_fraction >= 0 && o.annotated_fraction <= 1,
        fmt::format("The annotated fraction is {}, but a share lies between 0 and 1.", o.annotated_fraction));
    require(o.healthy_fraction >= 0 && o.healthy_fraction <= 1,
            fmt::format("The healthy fraction is {}, but a share lies between 0 and 1.", o.healthy_fraction));
    require(o.unilateral_fraction >= 0 && o.unilateral_fraction <= 1,
            fmt::format("The unilateral fraction is {}, but a share lies between 0 and 1.",
                        o.unilateral_fraction));
    require(o.builds >= 0 && o.builds <= o.patients,
            fmt::format("{} patients cannot have {} builds: 0 (each its own) to {} are possible.", o.patients,
                        o.builds, o.patients));
}

std::vector<PhantomCase> plan_visits(const PhantomOptions& options, PhantomRandom& random) {
    std::vector<int> visits(static_cast<std::size_t>(options.patients), 1);
    for (int extra = options.patients; extra < options.images; ++extra) {
        ++visits[static_cast<std::size_t>(random.index(options.patients))];
    }
    std::vector<PhantomCase> cases;
    for (int patient = 0; patient < options.patients; ++patient) {
        const int age = 20 + random.index(60);
        const bool male = random.chance(0.5F);
        for (int visit = 0; visit < visits[static_cast<std::size_t>(patient)]; ++visit) {
            const float breath = random.uniform(-0.008F, 0.012F);
            cases.push_back({.patient = patient + 1,
                             .follow_up = visit,
                             .build = options.builds == 0 ? 0 : 1 + patient % options.builds,
                             .age = age + visit / 4,
                             .male = male,
                             .supine = random.chance(0.35F),
                             .diaphragm_raise = {breath, breath},
                             .findings = {},
                             .annotated = false});
        }
    }
    return cases;
}

std::vector<PlannedFinding> plan_findings(Finding first, PhantomRandom& random) {
    const Side side = random.chance(0.5F) ? Side::left : Side::right;
    const Side other_side = side == Side::left ? Side::right : Side::left;
    std::vector<PlannedFinding> findings{{first, side}};
    if (random.chance(kSecondChance)) {
        const int step = 1 + random.index(kBoxedFindings - 1);
        const auto second = static_cast<Finding>((static_cast<int>(first) + step) % kBoxedFindings);
        // An enlarged heart covers a good part of the left lung.
        if (first == Finding::cardiomegaly) {
            findings.push_back({second, Side::right});
        } else {
            findings.push_back({second, other_side});
            if (second == Finding::cardiomegaly) findings.front().side = Side::right;
        }
    }
    if (random.chance(kSignChance)) {
        const auto sign = static_cast<Finding>(kBoxedFindings + random.index(kFindings - kBoxedFindings));
        findings.push_back({sign, other_side});
    }
    std::ranges::sort(findings, {}, &PlannedFinding::finding);
    return findings;
}

void move_diaphragm(PhantomCase& phantom) {
    for (const auto& [finding, side] : phantom.findings) {
        if (finding == Finding::atelectasis) phantom.diaphragm_raise[index_of(side)] += 0.045F;
        if (finding == Finding::emphysema) {
            for (float& raise : phantom.diaphragm_raise) raise -= 0.03F;
        }
    }
}

void keep_only(Finding first, PhantomCase& phantom) {
    std::erase_if(phantom.findings, [&](const PlannedFinding& planned) { return planned.finding != first; });
}

// Whether the rank-th case of a class is annotated: evenly spread, with another phase for each class, so that
// the share holds over all classes even when each has few cases.
bool annotated(int rank, int finding, double fraction) {
    const double phase = (finding * 5 % kBoxedFindings + 0.5) / kBoxedFindings;  // neighbors far apart
    return std::floor(fraction * (rank + 1) + phase) > std::floor(fraction * rank + phase);
}

}  // namespace

std::vector<PhantomCase> phantom_cohort(const PhantomOptions& options) {
    check(options);
    PhantomRandom random =
        PhantomRandom(options.seed).fork(0);  // the patients' streams have their numbers, from 1
    std::vector<PhantomCase> cases = plan_visits(options, random);
    std::vector<std::size_t> order(cases.size());
    std::iota(order.begin(), order.end(), 0);
    shuffle(order, random);
    PhantomRandom lone = random.fork(1);  // of its own: whatever the share, the rest of the plan stays
    const auto healthy = static_cast<std::size_t>(std::lround(options.healthy_fraction * options.images));
    for (std::size_t i = healthy; i < order.size(); ++i) {
        const int turn = static_cast<int>(i - healthy);
        const int first = turn % kBoxedFindings;
        PhantomCase& phantom = cases[order[i]];
        phantom.findings = plan_findings(static_cast<Finding>(first), random);
        if (lone.chance(static_cast<float>(options.unilateral_fraction)))
            keep_only(static_cast<Finding>(first), phantom);
        phantom.annotated = annotated(turn / kBoxedFindings, first, options.annotated_fraction);
        move_diaphragm(phantom);
    }
    return cases;
}

}  // namespace gren::phantom
