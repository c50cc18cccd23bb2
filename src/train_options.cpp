#include "src/train_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "src/graph_size.h"
#include "src/options.h"
#include "src/timeout_option.h"
#include "src/usage_error.h"

namespace gren {
namespace {

const CommandHelp kHelp{
    .usage = "gren train --data DIR --run DIR [options]",
    .summary =
        "Trains a localiser on a prepared data set, alone or under mpirun. Writes DIR/model.safetensors,\n"
        "DIR/metrics.jsonl, DIR/config.ini and checkpoints. The graph spans the images of all ranks.",
    .example = "mpirun -n 2 gren train --data shards --split shards/splits/0.5_0.8_0.json --run runs/gren"};

// What does not shape the result: where things are, how fast they go, how the global batch is shared out.
const std::set<std::string> kNotShaping{"batch-per-rank",
                                        "accumulate",
                                        "graph-path",
                                        "data",
                                        "run",
                                        "split",
                                        "init",
                                        "resume",
                                        "resident",
                                        "threads",
                                        "loader-threads",
                                        "max-steps",
                                        "agree-every",
                                        "checkpoint-every",
                                        "keep-checkpoints",
                                        "non-finite",
                                        "skip-limit",
                                        "timeout"};

po::options_description files() {
    auto group = option_group("Files");
    group.add_options()  //
        ("data", po::value<std::string>()->required()->value_name("DIR"),
         "prepared data set (gren prepare)")  //
        ("run", po::value<std::string>()->required()->value_name("DIR"),
         "folder of this run; must be empty")  //
        ("split", po::value<std::string>()->value_name("FILE"),
         "lists of 'gren split'; all images train without")  //
        ("init", po::value<std::string>()->value_name("FILE"),
         "start from these weights (.safetensors or torchvision's .pth), strictly by name")  //
        ("resume", po::value<std::string>()->default_value("never"),
         "newest: go on from the newest checkpoint of --run; auto: start where there is none; never");
    return group;
}

po::options_description network() {
    auto group = option_group("Network");
    group.add_options()                                                                              //
        ("depth", po::value<int>()->default_value(50), "ResNet-50 or ResNet-18: 50, 18")             //
        ("output-stride", po::value<int>()->default_value(32), "of the trunk: 32, 16, 8 (dilated)")  //
        ("grid", po::value<std::int64_t>()->default_value(16), "P: the losses see P×P cells")        //
        ("head-width", po::value<std::int64_t>()->default_value(512),
         "channels between the head's convolutions")  //
        ("batch-norm", po::value<std::string>()->default_value("sync"), "sync, local or frozen");
    return group;
}

po::options_description method() {
    auto group = option_group("Method");
    group.add_options()  //
        ("method", po::value<std::string>()->default_value("gren"),
         fmt::format("{}", fmt::join(method_names(), ", ")).c_str())                        //
        ("beta", po::value<double>()->default_value(4), "weight of boxed classes (Eq. 3)")  //
        ("lambda-intra", po::value<double>(),
         "weight of D_intra; default 0.11 (Eq. 8), cosine 0.15 (Eq. 11)")         //
        ("lambda-inter", po::value<double>(), "weight of D_inter; default 0.15")  //
        ("sign", po::value<std::string>()->default_value("attract"),
         "attract (similar images move together) or repel (Eq. 4-7 as printed)")  //
        ("lung-features", po::value<std::string>()->default_value("pooled"),
         "pooled, mirror, flat or forward")                                                              //
        ("feature-norm", po::value<std::string>()->default_value("l2"), "l2 or none, before distances")  //
        ("loss-reduction", po::value<std::string>()->default_value("mean"),
         "of Eq. 3 over images: mean or sum")  //
        ("graph-reduction", po::value<std::string>()->default_value("sum"),
         "of Eq. 5 and 7 over edges: sum or mean")  //
        ("graph-path", po::value<std::string>()->default_value("auto"),
         "how features meet: all-gather, sharded-gram, or auto by cost ('gren doctor --graph')")  //
        ("wire", po::value<std::string>()->default_value("fp32"),
         "features between ranks travel as fp32 or bf16");
    return group;
}

po::options_description schedule() {
    auto group = option_group("Training");
    group.add_options()                                                                                     //
        ("epochs", po::value<std::int64_t>()->default_value(9), "passes over the training list")            //
        ("max-steps", po::value<std::int64_t>()->default_value(-1), "stop after so many steps; -1: never")  //
        ("batch-per-rank", po::value<std::int64_t>()->default_value(4),
         "images per rank that go through the network together")  //
        ("accumulate", po::value<std::int64_t>()->default_value(1),
         "so many of those per rank and step, N = ranks × batch-per-rank × this; above 1 features first, "
         "then the "
         "same images again, exactly (needs --batch-norm frozen)")                                       //
        ("lr", po::value<double>()->default_value(0.001, "0.001"), "learning rate of the first epochs")  //
        ("lr-drop", po::value<std::int64_t>()->default_value(4),
         "divide it by 10 after every so many epochs")                                            //
        ("momentum", po::value<double>()->default_value(0.9, "0.9"), "Nesterov's")                //
        ("weight-decay", po::value<double>()->default_value(1e-4, "1e-4"), "on every parameter")  //
        ("precision", po::value<std::string>()->default_value("fp32"),
         "fp32 or bf16 (trunk and head; losses and graph stay in fp32)")  //
        ("seed", po::value<std::uint64_t>()->default_value(1),
         "of weights, order and the shuffle control")  //
        ("agree-every", po::value<std::int64_t>()->default_value(500),
         "steps between checks that all ranks hold the same parameters; 0: never after the first")  //
        ("threads", po::value<int>()->default_value(0),
         "per rank; 0: the host's cores shared among its ranks")                                      //
        ("loader-threads", po::value<int>()->default_value(1), "that read coming batches, per rank")  //
        ("resident", po::bool_switch(),
         "keep the training images on the device, a copy a rank, instead of reading each step's");
    return group;
}

po::options_description safety() {
    auto group = option_group("Interruptions");
    group.add_options()  //
        ("checkpoint-every", po::value<std::int64_t>()->default_value(0),
         "steps between checkpoints; 0: at the end of every epoch. A signal (TERM, INT, USR1, USR2) writes "
         "one and "
         "exits with 75")                                                                        //
        ("keep-checkpoints", po::value<int>()->default_value(2), "the newest so many are kept")  //
        ("non-finite", po::value<std::string>()->default_value("stop"),
         "a loss or gradient that is no number: stop, or skip the step")  //
        ("skip-limit", po::value<std::int64_t>()->default_value(10), "steps that may be skipped");
    add_timeout(group);
    return group;
}

Resume resume_from(const std::string& name) {
    if (name == "never") return Resume::never;
    if (name == "newest") return Resume::newest;
    if (name == "auto") return Resume::automatic;
    throw std::invalid_argument(fmt::format("--resume {}: expected auto, newest or never", name));
}

constexpr OptionCheck require{"gren train"};

std::string shaping_lines(const std::string& configuration) {
    std::istringstream lines(configuration);
    std::string shaping;
    for (std::string line; std::getline(lines, line);)
        if (!kNotShaping.contains(line.substr(0, line.find(' ')))) shaping += line + "\n";
    return shaping;
}

std::string text(const po::variables_map& values, const char* name) {
    return values.count(name) ? values[name].as<std::string>() : "";
}

std::optional<double> number(const po::variables_map& values, const char* name) {
    return values.count(name) ? std::optional(values[name].as<double>()) : std::nullopt;
}

TrainOptions from(const po::variables_map& v, const po::options_description& options) {
    const auto integer = [&](const char* name) { return v[name].as<std::int64_t>(); };
    TrainOptions o;
    o.data = text(v, "data");
    o.split = text(v, "split");
    o.init = text(v, "init");
    o.run = {text(v, "run")};
    o.resume = resume_from(text(v, "resume"));
    o.resident = v["resident"].as<bool>();
    o.epochs = integer("epochs");
    o.max_steps = integer("max-steps");
    o.batch_per_rank = integer("batch-per-rank");
    o.accumulate = integer("accumulate");
    o.agree_every = integer("agree-every");
    o.checkpoint_every = integer("checkpoint-every");
    o.keep_checkpoints = v["keep-checkpoints"].as<int>();
    o.timeout_seconds = timeout_seconds(v, "gren train");
    o.non_finite = non_finite_policy_from(text(v, "non-finite"));
    o.skip_limit = integer("skip-limit");
    o.graph_path = text(v, "graph-path");
    o.wire = wire_from(text(v, "wire"));
    o.seed = v["seed"].as<std::uint64_t>();
    o.threads = v["threads"].as<int>();
    o.loader_threads = v["loader-threads"].as<int>();
    o.network.depth = v["depth"].as<int>();
    o.network.output_stride = v["output-stride"].as<int>();
    o.network.grid = integer("grid");
    o.network.head_width = integer("head-width");
    o.network.method = text(v, "method");
    o.method = {.beta = v["beta"].as<double>(),
                .lambda_intra = number(v, "lambda-intra"),
                .lambda_inter = number(v, "lambda-inter"),
                .sign = graph_sign_from(text(v, "sign")),
                .lung_reading = lung_reading_from(text(v, "lung-features")),
                .normalise_features = text(v, "feature-norm") == "l2",
                .loss_reduction = reduction_from(text(v, "loss-reduction")),
                .graph_reduction = reduction_from(text(v, "graph-reduction")),
                .seed = o.seed};
    o.norm = norm_mode_from(text(v, "batch-norm"));
    o.trainer = {
        .forward = {.grid = o.network.grid, .bfloat16 = text(v, "precision") == "bf16"},
        .images_per_part = o.accumulate > 1 ? o.batch_per_rank : 0,
        .sgd = {.momentum = v["momentum"].as<double>(), .weight_decay = v["weight-decay"].as<double>()}};
    o.schedule = {.initial = v["lr"].as<double>(), .epochs_per_drop = integer("lr-drop")};
    o.configuration = effective_configuration(options, v);
    o.shaping = shaping_lines(o.configuration);
    o.sharing = fmt::format("batch-per-rank = {}\naccumulate = {}\ngraph-path = {}\n", o.batch_per_rank,
                            o.accumulate, o.graph_path);
    return o;
}

void check(const TrainOptions& o, const po::variables_map& v) {
    const auto names = method_names();
    require(std::find(names.begin(), names.end(), o.network.method) != names.end(), "method",
            o.network.method, fmt::format("one of {}", fmt::join(names, ", ")).c_str());
    require(o.network.depth == 18 || o.network.depth == 50, "depth", o.network.depth, "18 or 50");
    require(o.network.output_stride == 8 || o.network.output_stride == 16 || o.network.output_stride == 32,
            "output-stride", o.network.output_stride, "8, 16 or 32");
    require(o.network.grid > 0, "grid", o.network.grid, "at least 1");
    require(o.network.head_width > 0, "head-width", o.network.head_width, "at least 1");
    require(o.batch_per_rank > 0, "batch-per-rank", o.batch_per_rank, "at least 1");
    require(o.accumulate > 0, "accumulate", o.accumulate, "at least 1");
    require(o.accumulate == 1 || o.norm == NormMode::frozen, "accumulate", o.accumulate,
            "1 unless --batch-norm frozen: the statistics of a part of the batch are not the batch's");
    require(o.agree_every >= 0, "agree-every", o.agree_every, "0 or more");
    require(o.checkpoint_every >= 0, "checkpoint-every", o.checkpoint_every, "0 or more");
    require(o.keep_checkpoints >= 1, "keep-checkpoints", o.keep_checkpoints, "at least 1");
    require(o.skip_limit >= 0, "skip-limit", o.skip_limit, "0 or more");
    path_from(o.graph_path, {});
    require(o.epochs > 0, "epochs", o.epochs, "at least 1");
    require(o.schedule.epochs_per_drop > 0, "lr-drop", o.schedule.epochs_per_drop, "at least 1");
    require(o.schedule.initial > 0, "lr", o.schedule.initial, "a positive number");
    require(o.loader_threads > 0, "loader-threads", o.loader_threads, "at least 1");
    require(o.threads >= 0, "threads", o.threads, "0 or more");
    const auto precision = text(v, "precision"), norm = text(v, "feature-norm");
    require(precision == "fp32" || precision == "bf16", "precision", precision, "fp32 or bf16");
    require(norm == "l2" || norm == "none", "feature-norm", norm, "l2 or none");
}

}  // namespace

GraphSize TrainOptions::graph_size(int ranks) const {
    return gren::graph_size(network, ranks, images_per_rank(), wire);
}

std::optional<TrainOptions> parse_train_options(const Arguments& arguments) {
    po::options_description options;
    options.add(files()).add(network()).add(method()).add(schedule()).add(safety());
    po::variables_map values;
    if (!parse_options(arguments, kHelp, options, values)) return std::nullopt;
    try {
        const auto parsed = from(values, options);
        check(parsed, values);
        return parsed;
    } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("gren train: {}", error.what()));
    }
}

}  // namespace gren
