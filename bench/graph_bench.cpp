// Seconds, peak memory and bytes of the graph term alone, forward and backward, as one JSON line; bench/graph
// runs it beside its Python peer.
#include <fmt/format.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "distributed/collectives.h"
#include "graph/edge_weights.h"
#include "graph/graph_cost.h"
#include "src/run/options.h"

namespace {

using namespace gren;

// The largest resident set of this process so far, from /proc, and its reset.
double peak_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:") {
            double kib = 0;
            status >> kib;
            return kib / 1024;
        }
    throw std::runtime_error("/proc/self/status has no VmHWM; the bench needs Linux");
}
void reset_peak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

double worst(World& world, double value) {
    auto shared = torch::tensor({value}, torch::kFloat64);
    all_reduce_max(world, shared);
    return shared.item<double>();
}

}  // namespace

int main(int argc, char** argv) {
    auto options = option_group();
    options.add_options()                                                                            //
        ("nodes", po::value<std::int64_t>()->default_value(16), "N")                                 //
        ("features", po::value<std::int64_t>()->default_value(524288), "D")                          //
        ("path", po::value<std::string>()->default_value("auto"), "all-gather, sharded-gram, auto")  //
        ("communication-dtype", po::value<std::string>()->default_value("fp32"), "fp32 or bf16")     //
        ("repeats", po::value<int>()->default_value(3), "timed, after one more");
    po::variables_map values;
    if (!parse_options({argv + 1, argv + argc}, {"graph_bench", "Times D_inter.", "mpirun -n 2 graph_bench"},
                       options, values))
        return 0;
    torch::set_num_threads(1);
    MpiSession session;
    World world(session);
    const auto nodes_wanted = values["nodes"].as<std::int64_t>(),
               features = values["features"].as<std::int64_t>();
    const auto dtype = communication_dtype_from(values["communication-dtype"].as<std::string>());
    const GraphSize size{.ranks = world.size(),
                         .images_per_rank = nodes_wanted / world.size(),
                         .features = features,
                         .feature_bytes = 4,
                         .communication_bytes = dtype == CommunicationDtype::full ? 4 : 2};
    const auto path = path_from(values["path"].as<std::string>(), size).path;
    const auto graph = make_global_graph(path, dtype);

    torch::manual_seed(1 + world.rank());
    auto own = torch::randn({size.images_per_rank, features});
    own /= own.norm(2, 1, true);
    own.requires_grad_(true);
    const auto hash = torch::randint(0, 1L << 62, {size.images_per_rank, 2}, torch::kInt64);
    const auto valid = torch::ones({size.images_per_rank}, torch::kBool);
    const std::vector<std::int64_t> rows(static_cast<std::size_t>(world.size()), size.images_per_rank);

    std::vector<double> seconds;
    double memory = 0;
    TrafficCount sent;
    const int repeats = values["repeats"].as<int>();
    for (int repeat = 0; repeat <= repeats; ++repeat) {
        own.mutable_grad() = torch::Tensor();
        reset_peak();
        const auto before = peak_mib();
        const auto traffic = world.traffic().counts();
        barrier(world);
        const auto start = std::chrono::steady_clock::now();
        const auto nodes = gather_nodes(world, hash, valid, rows);
        const auto held = graph->held_rows(nodes);
        const auto weight = inter_weights(hash_similarity(nodes.hash, held), nodes.valid, {}, held);
        graph->share(world, nodes, own, weight).backward();
        barrier(world);
        if (repeat > 0)
            seconds.push_back(
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        memory = std::max(memory, worst(world, peak_mib() - before));
        sent = total(world.traffic().counts() - traffic);
    }
    std::sort(seconds.begin(), seconds.end());
    if (world.rank() == 0)
        std::cout << fmt::format(
            "{{\"path\": \"{}\", \"seconds\": {:.4f}, \"peak_mib\": {:.1f}, \"sent_mib\": {:.2f}}}\n",
            to_string(path), seconds[seconds.size() / 2], memory,
            static_cast<double>(sent.bytes) / (1 << 20));
    return 0;
}
