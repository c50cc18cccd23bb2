// Which findings come together more often than by chance. In ChestX-ray14's table of labels
// (Data_Entry_2017_v2020.csv, 112,120 films) the odds of one of a pair are, where the other is there, this
// many times those where it is not: Atelectasis and Effusion 3.6, Cardiomegaly and Edema 2.4, Infiltration
// and Pneumonia 3.5, Mass and Nodule 3.5, Pneumothorax and Emphysema 9.7.
#pragma once

#include <array>
#include <optional>
#include <utility>

#include "dataio/phantom/phantom_findings.h"

namespace gren::phantom {

inline constexpr std::array<std::pair<Finding, Finding>, 5> kPairs{{
    {Finding::atelectasis, Finding::effusion},
    {Finding::cardiomegaly, Finding::edema},
    {Finding::infiltration, Finding::pneumonia},
    {Finding::mass, Finding::nodule},
    {Finding::pneumothorax, Finding::emphysema},
}};

inline std::optional<Finding> companion(Finding finding) {
    for (const auto& [one, other] : kPairs) {
        if (finding == one) return other;
        if (finding == other) return one;
    }
    return {};
}

}  // namespace gren::phantom
