// gren doctor --json: what the report says, as one document for programs; its keys stand in docs/commands.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "distributed/collective_speed.h"
#include "distributed/session/link_speed.h"
#include "src/doctor/host_facts.h"
#include "src/doctor/rank_facts.h"

namespace gren {

struct DoctorFindings {
    std::vector<RankFacts> ranks;
    std::vector<HostFacts> hosts;  // in the order of first_ranks()
    std::vector<LinkSpeed> links;  // by indices into `hosts`
    std::vector<std::string> warnings;
    std::optional<std::vector<CollectiveSpeed>> speeds;  // none where a collective did not end
};
std::string doctor_json(const DoctorFindings& findings);

}  // namespace gren
