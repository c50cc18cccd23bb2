#include "dataio/phantom/phantom_cohort.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "dataio/phantom/phantom_asymmetry.h"
#include "dataio/phantom/phantom_check.h"
#include "dataio/phantom/phantom_keys.h"
#include "dataio/phantom/phantom_label_noise.h"
#include "dataio/phantom/phantom_plans.h"
#include "dataio/phantom/phantom_sharing.h"

namespace gren::phantom {
namespace {

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

// `lungs_compare`: a diaphragm that stands higher on one side is the sign of another finding.
void move_diaphragm(PhantomCase& phantom, bool lungs_compare) {
    for (const PlannedFinding& planned : phantom.findings) {
        if (planned.finding == Finding::atelectasis && !lungs_compare)
            phantom.diaphragm_raise[index_of(planned.side)] += 0.045F;
        if (planned.finding == Finding::emphysema) {
            for (float& raise : phantom.diaphragm_raise) raise -= 0.03F;
        }
    }
}

// Whether the rank-th case of a class is annotated: evenly spread, with another phase for each class, so that
// the share holds over all classes even when each has few cases.
bool annotated(int rank, int finding, double fraction) {
    const double phase = (finding * 5 % kBoxedFindings + 0.5) / kBoxedFindings;  // neighbors far apart
    return std::floor(fraction * (rank + 1) + phase) > std::floor(fraction * rank + phase);
}

// By the main findings of their plans, counted in `order`.
void annotate(std::vector<PhantomCase>& cases, const std::vector<DiseasePlan>& plans,
              const std::vector<std::size_t>& order, double fraction) {
    std::array<int, kBoxedFindings> ranks{};
    for (const std::size_t film : order) {
        const auto main = plans[film].main;
        if (!main) continue;
        cases[film].annotated =
            annotated(ranks.at(static_cast<std::size_t>(*main))++, static_cast<int>(*main), fraction);
    }
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

    const auto healthy = std::lround(options.healthy_fraction * options.images);
    const std::vector<std::size_t> diseased(order.begin() + healthy, order.end());
    std::vector<DiseasePlan> drawn = disease_plans(options, diseased.size(), random);
    share_diseases(drawn, cases, diseased, options.shared_disease, random.fork(kSharingKey));
    std::vector<DiseasePlan> plans(cases.size());
    for (std::size_t i = 0; i < diseased.size(); ++i) plans[diseased[i]] = std::move(drawn[i]);
    persist(plans, cases, options.persistence, random.fork(kPersistenceKey));
    annotate(cases, plans, order, options.annotated_fraction);

    for (std::size_t i = 0; i < cases.size(); ++i) {
        cases[i].findings = std::move(plans[i].findings);
        cases[i].labels = distinct_findings(cases[i]);
        move_diaphragm(cases[i], options.asymmetry);
    }
    if (options.asymmetry) plan_asymmetry(cases, random.fork(kAsymmetryKey));
    mislabel(cases, options.label_noise, random.fork(kLabelKey));
    return cases;
}

}  // namespace gren::phantom
