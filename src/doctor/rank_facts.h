// What `gren doctor` asks of every rank.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dataio/storage_check.h"
#include "distributed/rank_place.h"
#include "distributed/world.h"

namespace gren {

struct RankFacts {
    RankPlace place;
    int local_rank = 0, local_size = 1;     // among the ranks of this host, by MPI
    int share_of_cores = 1;                 // own_share_of_cores()
    std::string device;                     // in words
    int gpus_visible = 0;                   // where it computes on one of its own
    std::string code;                       // code_version()
    std::string libraries;                  // loaded_libraries()
    std::string configuration;              // digest of the options
    std::string dataset;                    // digest of --data, or why it cannot be read; empty: not given
    std::optional<StorageCheck> data, run;  // of --data and --run, where they are given
};

std::string to_json(const RankFacts& facts);
RankFacts rank_facts_from_json(const std::string& text);

}  // namespace gren
