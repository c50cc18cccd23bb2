#include "distributed/session/work_queue.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "distributed/session/mpi_error.h"
#include "distributed/session/patience.h"

namespace gren {
namespace {

constexpr int kRequestTag = 1, kReportTag = 2, kAnswerTag = 3;
constexpr std::int64_t kNothingLeft = -1;

}  // namespace

WorkQueue::WorkQueue(const MpiSession& session, std::int64_t pieces, std::chrono::milliseconds timeout,
                     Heard heard)
    : session_(session), pieces_(pieces), timeout_(timeout), heard_(std::move(heard)), comm_(session) {
    for (int rank = 1; rank < session.size(); ++rank) at_work_.insert(rank);
}

std::optional<std::int64_t> WorkQueue::next() {
    if (session_.rank() == 0) {
        while (serve_one()) continue;
        const auto piece = take();
        if (!piece) dismiss_the_others();
        return piece;
    }
    const auto piece = answer_of_rank_0();
    return piece == kNothingLeft ? std::nullopt : std::optional(piece);
}

void WorkQueue::dismiss_the_others() {
    while (!at_work_.empty())
        wait_until([&] { return serve_one(); }, timeout_, [&] { return fmt::join(at_work_, ", "); },
                   "who had work in hand");
}

std::int64_t WorkQueue::answer_of_rank_0() {
    std::int64_t piece = 0;
    check_mpi(MPI_Send(&piece, 1, MPI_INT64_T, 0, kRequestTag, comm_), "MPI_Send");
    wait_until([&] { return comm_.has_message(0, kAnswerTag); }, timeout_, [] { return 0; },
               "who hands out the work");
    check_mpi(MPI_Recv(&piece, 1, MPI_INT64_T, 0, kAnswerTag, comm_, MPI_STATUS_IGNORE), "MPI_Recv");
    return piece;
}

void WorkQueue::report(std::int64_t units) {
    if (session_.rank() != 0) {
        check_mpi(MPI_Send(&units, 1, MPI_INT64_T, 0, kReportTag, comm_), "MPI_Send");
        return;
    }
    hear(units);
    while (serve_one()) continue;
}

std::optional<std::int64_t> WorkQueue::take() {
    return given_ < pieces_ ? std::optional(given_++) : std::nullopt;
}

bool WorkQueue::serve_one() {
    int waits = 0;
    MPI_Status status;
    check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, comm_, &waits, &status), "MPI_Iprobe");
    if (!waits) return false;
    std::int64_t units = 0;
    check_mpi(MPI_Recv(&units, 1, MPI_INT64_T, status.MPI_SOURCE, status.MPI_TAG, comm_, MPI_STATUS_IGNORE),
              "MPI_Recv");
    if (status.MPI_TAG == kReportTag) {
        hear(units);
        return true;
    }
    const auto piece = take();
    if (!piece) at_work_.erase(status.MPI_SOURCE);
    const std::int64_t answer = piece.value_or(kNothingLeft);
    check_mpi(MPI_Send(&answer, 1, MPI_INT64_T, status.MPI_SOURCE, kAnswerTag, comm_), "MPI_Send");
    return true;
}

void WorkQueue::hear(std::int64_t units) {
    units_ += units;
    heard_(units_);
}

}  // namespace gren
