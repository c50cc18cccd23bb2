#include "distributed/work_dispenser.h"

#include <chrono>
#include <exception>
#include <thread>

#include "distributed/mpi_error.h"

namespace gren {
namespace {

constexpr int kRequest = 1, kReport = 2, kAnswer = 3;
constexpr std::int64_t kNothingLeft = -1;
constexpr auto kPollInterval = std::chrono::milliseconds(1);

}  // namespace

WorkDispenser::WorkDispenser(const MpiSession& session, std::int64_t pieces, Heard heard)
    : session_(session), pieces_(pieces), heard_(std::move(heard)) {
    check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &comm_), "MPI_Comm_dup");
}

WorkDispenser::~WorkDispenser() {
    if (std::uncaught_exceptions() == 0) MPI_Comm_free(&comm_);
}

std::optional<std::int64_t> WorkDispenser::next() {
    if (session_.rank() == 0) {
        while (serve_one()) continue;
        const auto piece = take();
        while (!piece && dismissed_ < session_.size() - 1)
            if (!serve_one()) std::this_thread::sleep_for(kPollInterval);
        return piece;
    }
    std::int64_t piece = 0;
    check_mpi(MPI_Send(&piece, 1, MPI_INT64_T, 0, kRequest, comm_), "MPI_Send");
    check_mpi(MPI_Recv(&piece, 1, MPI_INT64_T, 0, kAnswer, comm_, MPI_STATUS_IGNORE), "MPI_Recv");
    return piece == kNothingLeft ? std::nullopt : std::optional(piece);
}

void WorkDispenser::report(std::int64_t units) {
    if (session_.rank() != 0) {
        check_mpi(MPI_Send(&units, 1, MPI_INT64_T, 0, kReport, comm_), "MPI_Send");
        return;
    }
    hear(units);
    while (serve_one()) continue;
}

std::optional<std::int64_t> WorkDispenser::take() {
    return given_ < pieces_ ? std::optional(given_++) : std::nullopt;
}

bool WorkDispenser::serve_one() {
    int waits = 0;
    MPI_Status status;
    check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, comm_, &waits, &status), "MPI_Iprobe");
    if (!waits) return false;
    std::int64_t units = 0;
    check_mpi(MPI_Recv(&units, 1, MPI_INT64_T, status.MPI_SOURCE, status.MPI_TAG, comm_, MPI_STATUS_IGNORE),
              "MPI_Recv");
    if (status.MPI_TAG == kReport) {
        hear(units);
        return true;
    }
    const auto piece = take();
    if (!piece) ++dismissed_;
    const std::int64_t answer = piece.value_or(kNothingLeft);
    check_mpi(MPI_Send(&answer, 1, MPI_INT64_T, status.MPI_SOURCE, kAnswer, comm_), "MPI_Send");
    return true;
}

void WorkDispenser::hear(std::int64_t units) {
    units_ += units;
    heard_(units_);
}

}  // namespace gren
