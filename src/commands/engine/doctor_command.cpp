// gren doctor: the ranks as they are started now, or what a configuration's graph will cost, before a
// job is queued.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <optional>

#include "graph/graph_report.h"
#include "src/commands/commands.h"
#include "src/doctor/doctor_world.h"
#include "src/method/graph_size.h"
#include "src/ranks/device_option.h"
#include "src/ranks/timeout_option.h"
#include "src/run/options.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

const CommandHelp kDoctorHelp{
    .usage = "mpirun -n RANKS gren doctor [--data DIR] [--run DIR]  |  gren doctor --graph [options]",
    .summary =
        "Examines the ranks it is started on: hosts, cores, GPUs, memory, clocks, storage, the speed of each "
        "collective, and\n"
        "what differs between ranks; every warning has its cure. With --graph: what the graph over the "
        "global batch will\n"
        "cost (nodes, edges, bytes, memory, the largest N), from the options alone, for any number of ranks.",
    .example = "srun --mpi=pmix gren doctor --data shards --run runs"};

constexpr double kPatienceSeconds = 20;  // a rank that is silent for so long is what a doctor is called for

double memory_of_this_host_gib() {
    return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE)) /
           (1 << 30);
}

template <typename T>
T checked(const po::variables_map& values, const char* name, bool holds, const char* expected) {
    OptionCheck{"gren doctor"}(holds, name, values[name].as<T>(), expected);
    return values[name].as<T>();
}

std::int64_t positive(const po::variables_map& values, const char* name) {
    return checked<std::int64_t>(values, name, values[name].as<std::int64_t>() > 0, "at least 1");
}

LocalizerSpec network_of(const po::variables_map& values) {
    const auto depth = values["depth"].as<int>(), stride = values["output-stride"].as<int>();
    LocalizerSpec network;
    network.depth = checked<int>(values, "depth", depth == 18 || depth == 50, "18 or 50");
    network.output_stride =
        checked<int>(values, "output-stride", stride == 8 || stride == 16 || stride == 32, "8, 16 or 32");
    network.image_size = checked<int>(values, "size", values["size"].as<int>() > 0, "at least 1");
    return network;
}

std::string graph_cost_report(const po::variables_map& values) {
    const auto memory = checked<double>(values, "memory", values["memory"].as<double>() > 0, "more than 0");
    try {
        const auto size =
            graph_size(network_of(values), positive(values, "ranks"),
                       positive(values, "batch-per-rank") * positive(values, "accumulate"),
                       communication_dtype_from(values["communication-dtype"].as<std::string>()));
        const auto choice = path_from(values["graph-path"].as<std::string>(), size);
        return fmt::format("{}\nD = {} features per image, {} as they travel\n\n", graph_line(size, choice),
                           size.features, bytes_text(size.features * size.communication_bytes)) +
               graph_table(size, static_cast<std::int64_t>(memory * (1 << 30))) +
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
    const int threads = checked<int>(values, "threads", values["threads"].as<int>() > 0, "at least 1"),
              loading = checked<int>(values, "loader-threads", values["loader-threads"].as<int>() > 0,
                                     "at least 1");
    const auto device = device_options(values, "gren doctor");
    MpiSession session;
    World world(session);
    set_timeout(world, kPatienceSeconds);
    const auto taken = take_device(world, device, "gren doctor");
    const bool has_own_gpu = world.device().is_cuda() && !device.shares_gpu;
    std::cout << doctor_report(world, {.data = path("data"),
                                       .run = path("run"),
                                       .threads_per_rank = threads + loading,
                                       .device = taken,
                                       .gpus_visible = has_own_gpu ? gpu_facts().visible : 0,
                                       .options = effective_configuration(options, values)});
}

po::options_description graph_options() {
    auto group = option_group("With --graph");
    group.add_options()                                                                           //
        ("ranks", po::value<std::int64_t>()->default_value(1), "of the job")                      //
        ("batch-per-rank", po::value<std::int64_t>()->default_value(4), "as for train")           //
        ("accumulate", po::value<std::int64_t>()->default_value(1), "as for train")               //
        ("size", po::value<int>()->default_value(512), "S: pixels a side")                        //
        ("depth", po::value<int>()->default_value(50), "as for train")                            //
        ("output-stride", po::value<int>()->default_value(32), "as for train")                    //
        ("communication-dtype", po::value<std::string>()->default_value("fp32"), "as for train")  //
        ("graph-path", po::value<std::string>()->default_value("auto"), "as for train")           //
        ("memory", po::value<double>()->default_value(memory_of_this_host_gib(), "this host's"),
         "GiB that a rank has for the graph");
    return group;
}

}  // namespace

int doctor_command(const Arguments& arguments) {
    auto options = option_group();
    options.add_options()  //
        ("data", po::value<std::string>()->value_name("DIR"),
         "prepared data set: same for all ranks, file locks")  //
        ("run", po::value<std::string>()->value_name("DIR"),
         "where runs will be written: room, permission")                                            //
        ("threads", po::value<int>()->default_value(1), "that a rank computes with, as for train")  //
        ("loader-threads", po::value<int>()->default_value(1), "as for train")                      //
        ("graph", po::bool_switch(), "the graph over the global batch instead of the ranks");
    add_option(options, device_row());
    add_option(options, share_gpu_row());
    options.add(graph_options());
    po::variables_map values;
    if (!parse_options(arguments, kDoctorHelp, options, values)) return 0;
    if (values["graph"].as<bool>())
        std::cout << graph_cost_report(values);
    else
        examine_world(options, values);
    return 0;
}

}  // namespace gren
