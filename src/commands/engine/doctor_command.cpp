// gren doctor: the ranks as they are started now, or what a configuration's graph will cost, before a
// job is queued.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "graph/graph_report.h"
#include "src/commands/commands.h"
#include "src/doctor/doctor_world.h"
#include "src/method/graph_size.h"
#include "src/ranks/device_option.h"
#include "src/run/option_table.h"
#include "src/run/progress.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

const CommandHelp kDoctorHelp{
    .usage = "mpirun -n RANKS gren doctor [--data DIR] [--run DIR]  |  gren doctor --graph [options]",
    .summary =
        "Examines the ranks it is started on: hosts, cores, GPUs, memory, clocks, storage, networks, names, "
        "the "
        "speed of each\n"
        "collective and of each link between hosts, and what differs between them; every warning has its "
        "cure. With --graph: what the graph over the "
        "global batch will\n"
        "cost (nodes, edges, bytes, memory, the largest N), from the options alone, for any number of ranks.",
    .example = "srun --mpi=pmix gren doctor --data shards --run runs"};

// A rank that is silent for so long is what a doctor is called for
constexpr std::chrono::seconds kPatience{20};
constexpr std::chrono::minutes kJoining{5};  // of ranks that load their libraries from a slow disk

double memory_of_this_host_gib() {
    return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE)) /
           (1 << 30);
}

LocalizerSpec network_of(const po::variables_map& values) {
    LocalizerSpec network;
    network.depth = static_cast<int>(values["depth"].as<std::int64_t>());
    network.output_stride = static_cast<int>(values["output-stride"].as<std::int64_t>());
    network.image_size = values["size"].as<int>();
    return network;
}

std::string graph_cost_json(const GraphSize& size, const PathChoice& choice, std::int64_t memory_bytes) {
    auto paths = nlohmann::ordered_json::array();
    for (const auto path : kGraphPaths) {
        const auto cost = graph_cost(path, size);
        paths.push_back({{"path", to_string(path)},
                         {"sent_bytes", cost.sent_bytes},
                         {"messages", cost.messages},
                         {"memory_bytes", cost.memory_bytes},
                         {"largest_nodes", largest_graph(path, size, memory_bytes)}});
    }
    const nlohmann::ordered_json document{{"nodes", size.nodes()},
                                          {"edges", size.edges()},
                                          {"edges_between_ranks", size.edges_between_ranks()},
                                          {"ranks", size.ranks},
                                          {"features", size.features},
                                          {"bytes_per_feature_sent", size.communication_bytes},
                                          {"memory_bytes_allowed", memory_bytes},
                                          {"path", to_string(choice.path)},
                                          {"reason", choice.reason},
                                          {"paths", paths}};
    return document.dump(2) + "\n";
}

std::string graph_cost_report(const po::variables_map& values) {
    const auto memory = static_cast<std::int64_t>(values["memory"].as<double>() * (1 << 30));
    const auto number = [&](const char* name) { return values[name].as<std::int64_t>(); };
    try {
        const auto size =
            graph_size(network_of(values), number("ranks"), number("batch-per-rank") * number("accumulate"),
                       communication_dtype_from(values["communication-dtype"].as<std::string>()));
        const auto choice = path_from(values["graph-path"].as<std::string>(), size, memory);
        if (values["json"].as<bool>()) return graph_cost_json(size, choice, memory);
        return fmt::format("{}\nD = {} features per image, {} as they travel\n\n", graph_line(size, choice),
                           size.features, bytes_text(size.features * size.communication_bytes)) +
               graph_table(size, memory) +
               "\nPer rank, forward and backward. Memory is the graph's, beside features and activations; "
               "with --accumulate\nonly the activations of --batch-per-rank images are held.\n";
    } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("gren doctor: {}", error.what()));
    }
}

void examine_world(const po::options_description& options, const po::variables_map& values) {
    const auto path = [&](const char* name) {
        return values.count(name) ? std::optional<std::filesystem::path>(values[name].as<std::string>())
                                  : std::nullopt;
    };
    const int threads = values["threads"].as<int>(), loading = values["loader-threads"].as<int>();
    const auto device = device_options(values, "gren doctor");
    say_begun("doctor: examining the ranks, their hosts, networks and disks");
    MpiSession session(kJoining);
    World world(session);
    world.set_timeout(kPatience);
    const auto taken = take_device(world, device, "gren doctor");
    const bool has_own_gpu = world.device().is_cuda() && !device.shares_gpu;
    write_doctor_report(session, world,
                        {.data = path("data"),
                         .run = path("run"),
                         .threads_per_rank = threads + loading,
                         .device = taken,
                         .gpus_visible = has_own_gpu ? gpu_facts().visible : 0,
                         .options = effective_configuration(options, values),
                         .as_json = values["json"].as<bool>()},
                        std::cout);
}

OptionTable doctor_option_table() {
    return OptionTable(
        {{"Options",
          {{"data", optional_text("DIR"),
            "Prepared data set that is looked for: the same on all hosts, with file locks."},
           {"run", optional_text("DIR"),
            "Folder that runs will be written to: it is tried for room, permission, and whether all hosts "
            "see it."},
           {"threads", small_integer(1),
            "Threads that each rank would compute with; doctor warns where its cores are fewer.",
            at_least(1)},
           {"loader-threads", small_integer(1),
            "Threads with which each rank would read images; they count among its threads.", at_least(1)},
           {"graph", flag(),
            "Prints what the graph of a configuration will cost, by the options below, and examines no "
            "rank."},
           {"json", flag(),
            "Prints all that was found, or with --graph what it costs, as JSON (docs/commands.md)."},
           device_row(),
           share_gpu_row()}},
         {"With --graph",
          {{"ranks", integer(1), "Ranks of the job.", at_least(1)},
           {"batch-per-rank", integer(4), "Images that each rank sends through the network at once.",
            at_least(1)},
           {"accumulate", integer(1), "Batches of each rank that form one graph.", at_least(1)},
           {"size", small_integer(512), "Pixels by side of the images.", at_least(1)},
           {"depth", integer(50), "Layers of the backbone: 50 or 18 (ResNet), 121 (DenseNet).",
            one_of({18, 50, 121})},
           {"output-stride", integer(32),
            "Pixels of the film, by side, for each cell of the feature map: 32, 16 or 8.",
            one_of({8, 16, 32})},
           {"communication-dtype", text("fp32"), "Number format of features between ranks: fp32 or bf16."},
           {"graph-path", text("auto"),
            "How ranks exchange features: all-gather, sharded-gram, row-blocks, or auto, the cheapest that "
            "fits."},
           {"memory", real(memory_of_this_host_gib(), "this host's"),
            "GiB that each rank has for the graph; from it follows the largest N.", positive()}}}});
}

}  // namespace

int doctor_command(const Arguments& arguments) {
    const auto table = doctor_option_table();
    po::variables_map values;
    if (!parse_table(arguments, kDoctorHelp, table, values)) return 0;
    if (values["graph"].as<bool>())
        std::cout << graph_cost_report(values);
    else
        examine_world(table.description(), values);
    return 0;
}

}  // namespace gren
