// player PLAN ALGORITHMS GPUS_PER_HOST: plays one training step of every GPU and prints its seconds. As MPI,
// on real hosts or on those that SimGrid's SMPI simulates. Each GPU is as many ranks as the plan has lanes,
// one after the other, which run beside each other. A line of a plan:
//     # COMMENT
//     lane NAME               what follows is this lane's
//     compute SECONDS
//     post LANE               a token to this GPU's other lane
//     await LANE              the next token from it
//     all_reduce BYTES        also all_gather, reduce_scatter, all_to_all: with this lane of all GPUs
#include <mpi.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/simulation/algorithms.h"
#include "bench/simulation/machine.h"
#include "bench/simulation/messages.h"

namespace {

using namespace gren::simulation;

struct Action {
    std::string name, to;
    double amount = 0;
};
struct Lane {
    std::string name;
    std::vector<Action> actions;
};

std::vector<Lane> plan_in(const std::string& path) {
    std::ifstream file(path);
    if (!file)
        throw std::invalid_argument(path + ": cannot be read, expected a plan of bench/simulation/plan.py");
    std::vector<Lane> lanes;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string name, argument;
        words >> name >> argument;
        if (name == "lane")
            lanes.push_back({argument, {}});
        else if (name == "post" || name == "await")
            lanes.at(lanes.size() - 1).actions.push_back({name, argument});
        else if (!name.empty() && name[0] != '#')
            lanes.at(lanes.size() - 1).actions.push_back({name, "", std::stod(argument)});
    }
    return lanes;
}

// gpu: its lanes in order, this rank's among them.
void play(const std::vector<Lane>& lanes, const Group& gpu, Algorithms& algorithms) {
    std::map<std::string, int> rank_of;
    for (const auto& lane : lanes) rank_of.emplace(lane.name, static_cast<int>(rank_of.size()));
    for (const auto& action : lanes[static_cast<std::size_t>(gpu.rank)].actions) {
        if (action.name == "compute")
            compute(action.amount);
        else if (action.name == "post")
            exchange(gpu, rank_of.at(action.to), kNoOne, 1);
        else if (action.name == "await")
            exchange(gpu, kNoOne, rank_of.at(action.to), 1);
        else
            carry_out(algorithms, action.name, static_cast<std::int64_t>(action.amount));
    }
}

void run(const std::string& plan, const std::string& algorithms, int per_host) {
    start_machine();
    int rank = 0, size = 1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    const auto lanes = plan_in(plan);
    const auto lane_count = static_cast<int>(lanes.size());
    MPI_Comm lane = MPI_COMM_NULL, gpu = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, rank % lane_count, rank, &lane);
    MPI_Comm_split(MPI_COMM_WORLD, rank / lane_count, rank, &gpu);
    const auto carriers = make_algorithms(algorithms, lane, per_host);
    MPI_Barrier(MPI_COMM_WORLD);
    const double start = MPI_Wtime();
    play(lanes, Group(gpu), *carriers);
    const double own = MPI_Wtime() - start;
    double longest = 0;
    MPI_Reduce(&own, &longest, 1, MPI_DOUBLE, MPI_MAX, 0, MPI_COMM_WORLD);
    if (rank == 0) std::printf("%.9f\n", longest);
}

}  // namespace

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    try {
        if (argc != 4) throw std::invalid_argument("usage: player PLAN ALGORITHMS GPUS_PER_HOST");
        run(argv[1], argv[2], std::stoi(argv[3]));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "player: %s\n", error.what());
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    MPI_Finalize();
    return 0;
}
