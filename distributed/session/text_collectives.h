// What ranks tell each other in words, by MPI alone: for commands that hold no tensors, so that they need no
// libtorch. Commands that do use those of distributed/collectives.h.
#pragma once

#include <mpi.h>

#include <chrono>
#include <string>
#include <vector>

#include "distributed/session/mpi_session.h"

namespace gren {

// Every function is called by all ranks in the same order, and throws CollectiveError where a rank has no
// word of another for `timeout`: rank 0, through which all texts go, names those that are missing.
class TextCollectives {
  public:
    // `session` must outlive it.
    TextCollectives(const MpiSession& session, std::chrono::milliseconds timeout);
    ~TextCollectives();  // collective, unless an exception is in flight
    TextCollectives(const TextCollectives&) = delete;
    TextCollectives& operator=(const TextCollectives&) = delete;

    int rank() const { return session_.rank(); }
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
    MPI_Comm comm_ = MPI_COMM_NULL;  // of its own, so that no other message is taken for one of these
};

}  // namespace gren
