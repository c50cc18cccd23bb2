// gren doctor without --graph: the ranks as they are started now, what they share, and what to mend.
#pragma once

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>

#include "distributed/world.h"

namespace gren {

struct DoctorQuestion {
    std::optional<std::filesystem::path> data, run;
    int threads_per_rank = 1;
    std::string device;    // this rank's, in words
    int gpus_visible = 0;  // to this rank, where it has one of its own
    std::string options;   // as given, compared between ranks
    bool as_json = false;  // one document at the end instead of the text
};

// Collective. The report, on rank 0; elsewhere nothing. What is known of hosts and links is written before
// collectives are tried, which a slow link may keep from their end. Throws DataError: --data is no data set
// on rank 0's host; CollectiveError: two hosts do not reach each other. `session`: that of `world`.
void write_doctor_report(const MpiSession& session, World& world, const DoctorQuestion& question,
                         std::ostream& out);

}  // namespace gren
