#include "bench/simulation/algorithms.h"

#include <stdexcept>

#include "bench/simulation/rails.h"
#include "bench/simulation/trees.h"

namespace gren::simulation {

std::unique_ptr<Algorithms> make_algorithms(const std::string& name, MPI_Comm comm, int per_host) {
    if (name == "rails") return make_rails(comm, per_host);
    if (name == "open-mpi") return make_trees(comm);
    throw std::invalid_argument("algorithms '" + name + "' are not known: use rails or open-mpi");
}

void carry_out(Algorithms& algorithms, const std::string& collective, std::int64_t bytes) {
    if (collective == "all_reduce") return algorithms.all_reduce(bytes);
    if (collective == "all_gather") return algorithms.all_gather(bytes);
    if (collective == "reduce_scatter") return algorithms.reduce_scatter(bytes);
    if (collective == "all_to_all") return algorithms.all_to_all(bytes);
    throw std::invalid_argument("'" + collective + "' is neither compute, post, await nor a collective");
}

}  // namespace gren::simulation
