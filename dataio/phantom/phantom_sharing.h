// Who shares a disease with whom: patients of one build, and a patient's films with each other.
#pragma once

#include <cstddef>
#include <vector>

#include "dataio/phantom/phantom_plans.h"

namespace gren::phantom {

// Each build has a boxed finding for its own, build b the (b - 1) % 8-th. With probability `strength` the
// film films[i] gets one of the plans that hold its build's, as long as there are any, instead of plans[i];
// the plans stay the same ones, in another order.
void share_diseases(std::vector<DiseasePlan>& plans, const std::vector<PhantomCase>& cases,
                    const std::vector<std::size_t>& films, double strength, PhantomRandom random);

// With probability `probability` a follow-up shows what the film before showed, nothing included, and a
// finding is where it was. plans[i] is of cases[i].
void persist(std::vector<DiseasePlan>& plans, const std::vector<PhantomCase>& cases, double probability,
             PhantomRandom random);

}  // namespace gren::phantom
