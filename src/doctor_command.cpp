// gren doctor: what a configuration will cost, before a job is queued.
#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

#include "graph/graph_report.h"
#include "src/commands.h"
#include "src/graph_size.h"
#include "src/options.h"
#include "src/usage_error.h"

namespace gren {
namespace {

const CommandHelp kHelp{
    .usage = "gren doctor --graph [options]",
    .summary =
        "Prints what the graph over the global batch will cost: nodes, edges, bytes, memory, the largest N.\n"
        "From the options alone, for any number of ranks; nothing is started.",
    .example = "gren doctor --graph --ranks 16 --batch-per-rank 8 --accumulate 4"};

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

}  // namespace

int doctor_command(const Arguments& arguments) {
    auto options = option_group();
    options.add_options()                                                                //
        ("graph", po::bool_switch(), "the graph over the global batch")                  //
        ("ranks", po::value<std::int64_t>()->default_value(1), "of the job")             //
        ("batch-per-rank", po::value<std::int64_t>()->default_value(4), "as for train")  //
        ("accumulate", po::value<std::int64_t>()->default_value(1), "as for train")      //
        ("size", po::value<int>()->default_value(512), "S: pixels a side")               //
        ("depth", po::value<int>()->default_value(50), "as for train")                   //
        ("output-stride", po::value<int>()->default_value(32), "as for train")           //
        ("wire", po::value<std::string>()->default_value("fp32"), "as for train")        //
        ("graph-path", po::value<std::string>()->default_value("auto"), "as for train")  //
        ("memory", po::value<double>()->default_value(memory_of_this_host_gib(), "this host's"),
         "GiB that a rank has for the graph");
    po::variables_map values;
    if (!parse_options(arguments, kHelp, options, values)) return 0;
    if (!values["graph"].as<bool>()) throw UsageError("gren doctor: nothing to examine; give --graph");
    const auto memory = checked<double>(values, "memory", values["memory"].as<double>() > 0, "more than 0");
    try {
        const auto size = graph_size(network_of(values), positive(values, "ranks"),
                                     positive(values, "batch-per-rank") * positive(values, "accumulate"),
                                     wire_from(values["wire"].as<std::string>()));
        const auto choice = path_from(values["graph-path"].as<std::string>(), size);
        std::cout
            << fmt::format("{}\nD = {} features per image, {} as they travel\n\n", graph_line(size, choice),
                           size.features, bytes_text(size.features * size.wire_bytes))
            << graph_table(size, static_cast<std::int64_t>(memory * (1 << 30)))
            << "\nPer rank, forward and backward. Memory is the graph's, beside features and activations; "
               "with --accumulate\nonly the activations of --batch-per-rank images are held.\n";
    } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("gren doctor: {}", error.what()));
    }
    return 0;
}

}  // namespace gren
