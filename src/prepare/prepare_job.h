// How the ranks share a preparation: each takes the next shard when it is done with its last.
#pragma once

#include <vector>

#include "distributed/session/text_collectives.h"
#include "src/prepare/preparation.h"
#include "src/prepare/prepare_journal.h"

namespace gren {

// Collective. Writes `shards`, but with `resume` keeps those that an earlier job finished and whose bytes are
// whole. Rank 0 prints progress over all ranks' images. Returns the parts of all ranks, kept ones included,
// in any order. REQUIRES: one rank has begun `journal`, for the same shards. Throws DataError.
std::vector<ShardPart> prepare_together(const MpiSession& session, const TextCollectives& ranks,
                                        const PrepareJournal& journal, const Preparation& preparation,
                                        std::vector<ShardRange> shards, bool resume);

}  // namespace gren
