// Who has which tone, diaphragm and shadows.
#include <algorithm>

#include "dataio/phantom/phantom_asymmetry.h"

namespace gren::phantom {
namespace {

constexpr float kTones = 0.6F;                           // density that both lungs may have in addition
constexpr float kLowestDomes = -0.035F, kDomes = 0.10F;  // by which both domes may be raised: least, range
constexpr float kFibrosisRaise = 0.04F;

PlannedFinding* planned(PhantomCase& phantom, Finding finding) {
    const auto found = std::ranges::find(phantom.findings, finding, &PlannedFinding::finding);
    return found == phantom.findings.end() ? nullptr : &*found;
}

// What both lungs have, so that the one with `more` of it still lies within `range`.
float common(float share, float range, bool one_has_more, float more) {
    return share * (one_has_more ? range - more : range);
}

}  // namespace

void plan_asymmetry(std::vector<PhantomCase>& cases, const PhantomRandom& random) {
    for (PhantomCase& phantom : cases) {
        PhantomRandom patient = random.fork(static_cast<std::uint64_t>(phantom.patient));
        const float tone = patient.uniform(0, 1), raise = patient.uniform(0, 1);
        const bool twins = patient.fork(1 + static_cast<std::uint64_t>(phantom.follow_up)).chance(0.5F);
        PlannedFinding* const mass = planned(phantom, Finding::mass);
        PlannedFinding* const pneumonia = planned(phantom, Finding::pneumonia);
        PlannedFinding* const fibrosis = planned(phantom, Finding::fibrosis);
        for (PlannedFinding* finding : {mass, pneumonia, fibrosis})
            if (finding) finding->form = Form::difference;
        phantom.lung_tone = common(tone, kTones, pneumonia, kPneumoniaTone);
        for (float& dome : phantom.diaphragm_raise)
            dome += kLowestDomes + common(raise, kDomes, fibrosis, kFibrosisRaise);
        if (fibrosis) phantom.diaphragm_raise[index_of(fibrosis->side)] += kFibrosisRaise;
        phantom.twin_masses = twins && !mass;
    }
}

}  // namespace gren::phantom
