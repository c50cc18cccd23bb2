// Keys of the streams of random numbers that plan an archive, each a fork of the planner's: a switch that is
// turned draws from its own, and leaves the rest of the plan as it was.
#pragma once

#include <cstdint>

namespace gren::phantom {

enum PlanKey : std::uint64_t {
    kLoneKey = 1,
    kPairingKey,
    kPrevalenceKey,
    kBilateralKey,
    kDiffuseKey,
    kSharingKey,
    kPersistenceKey,
    kAsymmetryKey,
    kLabelKey,
};

}  // namespace gren::phantom
