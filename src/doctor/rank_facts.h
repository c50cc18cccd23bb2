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
    std::string device;                     // in words
    int gpus_visible = 0;                   // where it computes on one of its own
    std::string code;                       // code_version()
    std::string configuration;              // digest of the options and, where one is named, the data set
    std::optional<StorageCheck> data, run;  // of --data and --run, where they are given
};

std::string to_json(const RankFacts& facts);
RankFacts rank_facts_from_json(const std::string& text);

}  // namespace gren
