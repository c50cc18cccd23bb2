#include "dataio/phantom/phantom_check.h"

#include <fmt/format.h>

#include <string>

#include "dataio/data_error.h"

namespace gren::phantom {
namespace {

constexpr int kSmallestSize = 64;

void require(bool good, const std::string& sentence) {
    if (!good) throw DataError(sentence);
}

void require_share(const char* name, double value) {
    require(value >= 0 && value <= 1,
            fmt::format("The {} is {}, but a share lies between 0 and 1.", name, value));
}

}  // namespace

void check(const PhantomOptions& o) {
    require(o.patients >= 1 && o.images >= o.patients,
            fmt::format(
                "A phantom archive of {} images of {} patients is impossible: at least one patient and one "
                "image per patient are needed.",
                o.images, o.patients));
    require(
        o.size >= kSmallestSize,
        fmt::format("Phantoms of {} pixels a side show no lesions: {} is the least.", o.size, kSmallestSize));
    require_share("annotated fraction", o.annotated_fraction);
    require_share("healthy fraction", o.healthy_fraction);
    require_share("unilateral fraction", o.unilateral_fraction);
    require_share("strength of co-occurrence", o.co_occurrence);
    require_share("strength of shared disease", o.shared_disease);
    require_share("persistence", o.persistence);
    require_share("bilateral share", o.bilateral);
    require_share("diffuse share", o.diffuse);
    require_share("label noise", o.label_noise);
    require(o.builds >= 0 && o.builds <= o.patients,
            fmt::format("{} patients cannot have {} builds: 0 (each its own) to {} are possible.", o.patients,
                        o.builds, o.patients));
    require(o.shared_disease == 0 || o.builds > 0,
            fmt::format("A shared disease of strength {} is that of a build, and each patient has its own "
                        "build; give builds.",
                        o.shared_disease));
    require(o.persistence == 0 || o.images > o.patients,
            fmt::format("A persistence of {} is of follow-ups, and {} images of as many patients have none; "
                        "choose fewer patients.",
                        o.persistence, o.images));
    require(o.unilateral_fraction < 1 || o.co_occurrence == 0,
            fmt::format("Where all diseased films have one finding alone, a co-occurrence of {} has nothing "
                        "to act on; lower the unilateral fraction, or leave the other out.",
                        o.co_occurrence));
    require(o.unilateral_fraction == 0 || o.prevalence == Prevalence::balanced,
            fmt::format("NIH's prevalence says how many findings a film has, and a unilateral fraction of {} "
                        "takes some away; leave one of them out.",
                        o.unilateral_fraction));
}

}  // namespace gren::phantom
