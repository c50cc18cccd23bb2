// gren doctor without --graph: the ranks as they are started now, what they share, and what to mend.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "distributed/world.h"

namespace gren {

struct DoctorQuestion {
    std::optional<std::filesystem::path> data, run;
    int threads_per_rank = 1;
    std::string device;    // this rank's, in words
    int gpus_visible = 0;  // to this rank, where it has one of its own
    std::string options;   // as given, compared between ranks
};

// Collective. The report, on rank 0; elsewhere nothing. Throws DataError: --data is no data set on rank 0's
// host; CollectiveError: two hosts do not reach each other. `session`: that of `world`.
std::string doctor_report(const MpiSession& session, World& world, const DoctorQuestion& question);

}  // namespace gren
