#include "distributed/session/link_speed.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

#include "distributed/session/collective_error.h"
#include "distributed/session/mpi_error.h"
#include "distributed/session/own_communicator.h"
#include "distributed/session/patience.h"

namespace gren {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr int kOrder = 1, kBall = 2, kResult = 3;  // tags
constexpr int kRoundTrips = 21, kSmall = 8;
constexpr std::size_t kFirstLarge = 64 << 10, kLargest = 4 << 20;
constexpr double kSecondsInAll = 10, kSecondsOfPair = 0.2;  // that are aimed at
constexpr std::chrono::seconds kNoPairAfter{30};

// One rank's side of a pair's messages.
class Partner {
  public:
    Partner(MPI_Comm comm, int other, std::chrono::milliseconds patience)
        : comm_(comm), other_(other), patience_(patience), buffer_(kLargest) {}

    void send(std::size_t bytes) {
        MPI_Request request = MPI_REQUEST_NULL;
        check_mpi(
            MPI_Isend(buffer_.data(), static_cast<int>(bytes), MPI_CHAR, other_, kBall, comm_, &request),
            "MPI_Isend");
        finish(request);
    }
    std::size_t receive() {
        MPI_Request request = MPI_REQUEST_NULL;
        check_mpi(MPI_Irecv(buffer_.data(), static_cast<int>(buffer_.size()), MPI_CHAR, other_, kBall, comm_,
                            &request),
                  "MPI_Irecv");
        int bytes = 0;
        const auto status = finish(request);
        check_mpi(MPI_Get_count(&status, MPI_CHAR, &bytes), "MPI_Get_count");
        return static_cast<std::size_t>(bytes);
    }
    double round_trip(std::size_t bytes) {
        const auto start = Clock::now();
        send(bytes);
        receive();
        return Seconds(Clock::now() - start).count();
    }

  private:
    // Without a pause between two looks, which would be what is measured.
    MPI_Status finish(MPI_Request& request) const {
        MPI_Status status;
        int done = 0;
        for (const auto since = Clock::now(); done == 0; std::this_thread::yield()) {
            check_mpi(MPI_Test(&request, &done, &status), "MPI_Test");
            if (done == 0 && Clock::now() - since > patience_) {
                int own = 0;
                MPI_Comm_rank(comm_, &own);
                throw CollectiveError(
                    fmt::format("between ranks {} and {} no message has come through for {:.1f} s",
                                std::min(own, other_), std::max(own, other_), Seconds(patience_).count()));
            }
        }
        return status;
    }

    MPI_Comm comm_;
    int other_;
    std::chrono::milliseconds patience_;
    std::vector<char> buffer_;
};

double latency(Partner& partner) {
    partner.round_trip(kSmall);  // opens the connection
    double best = partner.round_trip(kSmall);
    for (int i = 1; i < kRoundTrips; ++i) best = std::min(best, partner.round_trip(kSmall));
    return best / 2;
}

// Of messages four times as large each time, until they are large enough or `budget` is spent. The largest
// count: many a network lets a burst through and is slow behind it.
double bandwidth(Partner& partner, double budget) {
    double speed = 0;
    const auto start = Clock::now();
    for (auto bytes = kFirstLarge; bytes <= kLargest; bytes *= 4) {
        const auto seconds = std::min(partner.round_trip(bytes), partner.round_trip(bytes));
        speed = 2 * static_cast<double>(bytes) / seconds;
        if (4 * 2 * seconds > budget - Seconds(Clock::now() - start).count()) break;
    }
    return speed;
}

using Result = std::array<double, 2>;  // latency, bytes per second

Result serve(Partner partner, double budget) {
    const Result result{latency(partner), bandwidth(partner, budget)};
    partner.send(0);
    return result;
}

void answer(Partner partner) {
    while (const auto bytes = partner.receive()) partner.send(bytes);
}

// What rank 0 tells the two of a pair; both -1: that was all.
struct Order {
    int from = -1, to = -1;
};

// This rank's part in the pairs of all.
class Pairs {
  public:
    Pairs(const MpiSession& session, const std::vector<int>& ranks, std::chrono::milliseconds patience)
        : own_(session.rank()), size_(session.size()), ranks_(ranks), patience_(patience), comm_(session) {
        const auto hosts = static_cast<double>(ranks.size());
        budget_ = std::min(kSecondsOfPair, kSecondsInAll / std::max(1.0, hosts * (hosts - 1) / 2));
    }

    std::vector<LinkSpeed> conduct() const {
        std::vector<LinkSpeed> speeds;
        const auto until = Clock::now() + kNoPairAfter;
        for (std::size_t a = 0; a < ranks_.size(); ++a)
            for (std::size_t b = a + 1; b < ranks_.size() && Clock::now() < until; ++b) {
                const auto [latency, bandwidth] = measured({ranks_[a], ranks_[b]});
                speeds.push_back({static_cast<int>(a), static_cast<int>(b), latency, bandwidth});
            }
        for (int rank = 1; rank < size_; ++rank) tell(rank, {});
        return speeds;
    }

    void serve_orders() const {
        for (;;) {
            wait_until([&] { return comm_.has_message(0, kOrder); }, kNoPairAfter + 4 * patience_,
                       [] { return 0; }, "who has the pairs of ranks measured");
            Order order;
            check_mpi(MPI_Recv(&order, 2, MPI_INT, 0, kOrder, comm_, MPI_STATUS_IGNORE), "MPI_Recv");
            if (order.from < 0) return;
            const auto result = play(order);
            if (order.from == own_)
                check_mpi(MPI_Send(result.data(), 2, MPI_DOUBLE, 0, kResult, comm_), "MPI_Send");
        }
    }

  private:
    void tell(int rank, Order order) const {
        check_mpi(MPI_Send(&order, 2, MPI_INT, rank, kOrder, comm_), "MPI_Send");
    }
    Result play(const Order& order) const {
        if (order.from == own_) return serve({comm_, order.to, patience_}, budget_);
        answer({comm_, order.from, patience_});
        return {};
    }
    Result measured(const Order& order) const {
        tell(order.to, order);
        if (order.from == own_) return play(order);
        tell(order.from, order);
        // Not in MPI's own wait, which takes a core from those that are measured.
        wait_until([&] { return comm_.has_message(order.from, kResult); }, kNoPairAfter + 4 * patience_,
                   [&] { return order.from; }, "who measures a pair of ranks");
        Result result{};
        check_mpi(MPI_Recv(result.data(), 2, MPI_DOUBLE, order.from, kResult, comm_, MPI_STATUS_IGNORE),
                  "MPI_Recv");
        return result;
    }

    const int own_, size_;
    const std::vector<int>& ranks_;
    const std::chrono::milliseconds patience_;
    double budget_ = 0;  // seconds that large messages of a pair may take
    const OwnCommunicator comm_;
};

}  // namespace

std::vector<LinkSpeed> link_speeds(const MpiSession& session, const std::vector<int>& ranks,
                                   std::chrono::milliseconds patience) {
    const Pairs pairs(session, ranks, patience);
    if (session.rank() == 0) return pairs.conduct();
    pairs.serve_orders();
    return {};
}

}  // namespace gren
