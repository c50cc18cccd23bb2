#include "distributed/mpi/mpi_store.h"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "distributed/mpi/host_address.h"
#include "distributed/session/blocking_call.h"
#include "distributed/session/mpi_error.h"

namespace gren {
namespace {

struct Place {
    std::array<char, 256> host{};
    int port = 0;
};

c10::intrusive_ptr<c10d::TCPStore> store_at(const std::string& host, std::uint16_t port, bool serves) {
    c10d::TCPStoreOptions options;
    options.port = port;
    options.isServer = serves;
    options.waitWorkers = false;  // MPI knows who is there
    return c10::make_intrusive<c10d::TCPStore>(host, options);
}

}  // namespace

c10::intrusive_ptr<c10d::Store> make_store(const MpiSession& session) {
    const std::string loopback = "127.0.0.1";
    c10::intrusive_ptr<c10d::TCPStore> store;
    Place place;
    if (session.rank() == 0) {
        store = store_at(loopback, /*port=*/0, /*serves=*/true);
        const auto host = session.local_size() == session.size() ? loopback : address_for_others();
        std::copy_n(host.begin(), std::min(host.size(), place.host.size() - 1), place.host.begin());
        place.port = store->getPort();
    }
    {
        const BlockingCall call("MPI_Bcast", session.patience());
        check_mpi(MPI_Bcast(&place, sizeof place, MPI_BYTE, 0, MPI_COMM_WORLD), "MPI_Bcast");
    }
    if (session.rank() == 0) return store;
    try {
        return store_at(place.host.data(), static_cast<std::uint16_t>(place.port), /*serves=*/false);
    } catch (const std::exception&) {
        throw std::runtime_error(fmt::format(
            "rank {} does not reach rank 0 at {} port {}, where NCCL's ranks meet; set MASTER_ADDR to an "
            "address of rank 0's host that all hosts reach",
            session.rank(), place.host.data(), place.port));
    }
}

}  // namespace gren
