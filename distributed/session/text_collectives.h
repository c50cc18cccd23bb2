// What ranks tell each other in words, by MPI alone: for commands that hold no tensors, so that they need no
// libtorch. Commands that do use those of distributed/collectives.h.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "distributed/session/mpi_session.h"
#include "distributed/session/own_communicator.h"

namespace gren {

// Every function is called by all ranks in the same order, and throws CollectiveError where a rank has no
// word of another for `timeout`: rank 0, through which all texts go, names those that are missing.
class TextCollectives {
  public:
    // `session` must outlive it. Its end is collective, too, unless an exception is in flight.
    TextCollectives(const MpiSession& session, std::chrono::milliseconds timeout);

    std::chrono::milliseconds timeout() const { return timeout_; }

    // Everybody's text, in the order of ranks; together under 2 GiB.
    std::vector<std::string> gather(const std::string& own) const;
    void barrier() const { gather(""); }
    // Throws std::runtime_error on every rank when the texts differ (disagreement.h).
    void require_agreement(const std::string& what, const std::string& own) const;

  private:
    void send(const std::string& text, int to) const;
    std::string receive(int from) const;
    std::vector<std::string> receive_from_all(const std::string& own) const;

    const MpiSession& session_;
    const std::chrono::milliseconds timeout_;
    const OwnCommunicator comm_;
};

}  // namespace gren
