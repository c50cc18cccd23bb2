#include "distributed/mpi/desync_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <memory>
#include <thread>

#include "distributed/session/mpi_error.h"

namespace gren {
namespace {

constexpr int kQuestion = 1, kAnswer = 2;  // tags

// Messages to a rank that never takes them stay under way, and their memory with them.
struct Message {
    std::uint64_t begun = 0;
    MPI_Request request = MPI_REQUEST_NULL;
};

void send(MPI_Comm comm, int to, int tag, std::uint64_t begun) {
    auto message = std::make_unique<Message>();
    message->begun = begun;
    check_mpi(MPI_Isend(&message->begun, 1, MPI_UINT64_T, to, tag, comm, &message->request), "MPI_Isend");
    int done = 0;
    check_mpi(MPI_Test(&message->request, &done, MPI_STATUS_IGNORE), "MPI_Test");
    if (!done) (void)message.release();
}

// The next message of this kind that has arrived, with its sender.
std::optional<std::pair<int, std::uint64_t>> take(MPI_Comm comm, int tag) {
    int there = 0;
    MPI_Status status;
    check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, tag, comm, &there, &status), "MPI_Iprobe");
    if (!there) return std::nullopt;
    std::uint64_t begun = 0;
    check_mpi(MPI_Recv(&begun, 1, MPI_UINT64_T, status.MPI_SOURCE, tag, comm, MPI_STATUS_IGNORE), "MPI_Recv");
    return std::pair(status.MPI_SOURCE, begun);
}

}  // namespace

DesyncReport::DesyncReport(MPI_Comm comm) : comm_(comm) {
    check_mpi(MPI_Comm_rank(comm, &rank_), "MPI_Comm_rank");
    check_mpi(MPI_Comm_size(comm, &size_), "MPI_Comm_size");
}

void DesyncReport::answer(std::uint64_t begun) {
    while (const auto question = take(comm_, kQuestion)) send(comm_, question->first, kAnswer, begun);
}

std::vector<std::optional<std::uint64_t>> DesyncReport::ask(std::uint64_t begun,
                                                            std::chrono::milliseconds patience) {
    std::vector<std::optional<std::uint64_t>> found(static_cast<std::size_t>(size_));
    found[static_cast<std::size_t>(rank_)] = begun;
    for (int other = 0; other < size_; ++other)
        if (other != rank_) send(comm_, other, kQuestion, begun);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (int missing = size_ - 1; missing > 0 && std::chrono::steady_clock::now() < deadline;) {
        answer(begun);
        if (const auto heard = take(comm_, kAnswer)) {
            found[static_cast<std::size_t>(heard->first)] = heard->second;
            --missing;
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    return found;
}

std::string absentees(const std::vector<std::optional<std::uint64_t>>& begun, std::uint64_t number) {
    std::vector<std::string> absent;
    for (std::size_t rank = 0; rank < begun.size(); ++rank)
        if (!begun[rank])
            absent.push_back(fmt::format("rank {} gives no answer (stopped, dead or cut off)", rank));
        else if (*begun[rank] < number)
            absent.push_back(fmt::format("rank {} has begun only {} (it computes, reads or went another way)",
                                         rank, *begun[rank]));
    if (absent.empty())
        return "every rank has joined it: the network is slow or broken, or the time-out too short";
    return fmt::format("{}", fmt::join(absent, ", "));
}

}  // namespace gren
