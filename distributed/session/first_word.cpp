#include "distributed/session/first_word.h"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "distributed/session/host_name.h"
#include "distributed/session/mpi_error.h"
#include "distributed/session/patience.h"

namespace gren {

using namespace std::chrono_literals;

void require_first_word(std::chrono::milliseconds patience) {
    MPI_Request request = MPI_REQUEST_NULL;
    check_mpi(MPI_Ibarrier(MPI_COMM_WORLD, &request), "MPI_Ibarrier");
    int rank = 0;
    check_mpi(MPI_Comm_rank(MPI_COMM_WORLD, &rank), "MPI_Comm_rank");
    // Rank 0 first: what it says ends the others, who need not say it again.
    const auto until = std::chrono::steady_clock::now() + patience + (rank == 0 ? 0s : 2s);
    for (int done = 0; done == 0;) {
        check_mpi(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
        if (done == 0 && std::chrono::steady_clock::now() > until) {
            throw std::runtime_error(no_first_word(host_name(), network_interfaces(), patience));
        }
        if (done == 0) std::this_thread::sleep_for(kPollInterval);
    }
}

std::string no_first_word(const std::string& host, const std::vector<NetworkInterface>& interfaces,
                          std::chrono::milliseconds patience) {
    const auto start = fmt::format(
        "MPI has started, but {} has not heard of all other ranks for {:.0f} s: its networks are {}", host,
        std::chrono::duration<double>(patience).count(), to_text(interfaces));
    std::vector<NetworkInterface> taken;
    std::ranges::copy_if(interfaces, std::back_inserter(taken), &NetworkInterface::is_up);
    if (taken.size() < 2)
        return start +
               "; a host is frozen, or a firewall stands between the hosts, which must reach each other on "
               "all TCP "
               "ports";
    const auto& first = taken.front();
    return fmt::format(
        "{}, and MPI may have taken one that does not connect all hosts: name the one that does, by name or "
        "by "
        "subnet, in "
        "OMPI_MCA_btl_tcp_if_include and OMPI_MCA_oob_tcp_if_include ({} or {}, for one), and on GPUs its "
        "name in "
        "NCCL_SOCKET_IFNAME; gren doctor, started so, says which connect all hosts",
        start, first.name, first.subnet);
}

}  // namespace gren
