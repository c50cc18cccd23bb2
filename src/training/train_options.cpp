#include "src/training/train_options.h"

#include <fmt/format.h>

#include <sstream>

#include "graph/graph_cost.h"
#include "src/run/options.h"
#include "src/run/timeout_option.h"
#include "src/run/usage_error.h"
#include "src/training/train_option_table.h"

namespace gren {
namespace {

const CommandHelp kHelp{
    .usage = "gren train --data DIR --run DIR [options]",
    .summary =
        "Trains a localizer on a prepared data set, alone or under mpirun. Writes DIR/model.safetensors,\n"
        "DIR/metrics.jsonl, DIR/config.ini and checkpoints. The graph spans the images of all ranks. "
        "launch/train\n"
        "starts it under mpirun so that Ctrl-C saves.",
    .example =
        "GREN_RANKS=2 ./launch/train --data shards --split shards/splits/0.5_0.8_0.json --run runs/gren"};

Resume resume_from(const std::string& name) {
    return name == "auto" ? Resume::automatic : name == "newest" ? Resume::newest : Resume::never;
}

constexpr OptionCheck require{"gren train"};

// Of "option = value" lines those whose option is so.
template <typename IsSo>
std::string lines_where(const std::string& configuration, const IsSo& is_so) {
    std::istringstream lines(configuration);
    std::string chosen;
    for (std::string line; std::getline(lines, line);)
        if (is_so(line.substr(0, line.find(' ')))) chosen += line + "\n";
    return chosen;
}

bool shapes_the_result(const std::string& option) {
    return train_option_table().shapes_the_result(option);
}

bool is_no_stage(const std::string& option) {
    return option != stage_row().name && option != keep_stage_row().name;
}

std::optional<double> number(const po::variables_map& values, const char* name) {
    return values.count(name) ? std::optional(values[name].as<double>()) : std::nullopt;
}

// None: the method's own.
std::optional<Reduction> graph_reduction_from(const std::string& name) {
    return name.empty() ? std::nullopt : std::optional(reduction_from(name));
}

// The method's own where nothing was given.
SystemVariant variant_from(const po::variables_map& v, const std::string& method) {
    auto variant = default_variant(method);
    if (v.count("head-kernel")) variant.head_kernel = v["head-kernel"].as<std::int64_t>();
    variant.head_batch_norm = text_of(v, "head-norm") == "on";
    variant.floor = number(v, "mil-floor").value_or(variant.floor);
    variant.transition = text_of(v, "cam-transition") == "conv";
    variant.lse_sharpness = v["lse-sharpness"].as<double>();
    variant.random_pairing = text_of(v, "pairing") == "random";
    variant.global_contrast = text_of(v, "contrast") == "global";
    return variant;
}

TrainOptions from(const po::variables_map& v, const po::options_description& options) {
    const auto integer = [&](const char* name) { return v[name].as<std::int64_t>(); };
    TrainOptions o;
    o.data = text_of(v, "data");
    o.split = text_of(v, "split");
    o.init = text_of(v, "init");
    o.preset = text_of(v, "preset");
    o.stage = stage_options(v, "gren train");
    o.run = {text_of(v, "run")};
    o.resume = resume_from(text_of(v, "resume"));
    o.resident = v["resident"].as<bool>();
    o.epochs = integer("epochs");
    o.max_steps = integer("max-steps");
    o.drop_last = v["drop-last"].as<bool>();
    o.batch_per_rank = integer("batch-per-rank");
    o.accumulate = integer("accumulate");
    o.agree_every = integer("agree-every");
    o.probe_every = integer("probe-every");
    o.evaluate_every = integer("evaluate-every");
    o.checkpoint_every = integer("checkpoint-every");
    o.trace_steps = integer("trace");
    o.prometheus = text_of(v, "prometheus");
    o.keep_checkpoints = static_cast<int>(integer("keep-checkpoints"));
    o.timeout = timeout_of(v, "gren train");
    o.non_finite = non_finite_policy_from(text_of(v, "non-finite"));
    o.skip_limit = integer("skip-limit");
    o.graph_path = text_of(v, "graph-path");
    o.dtype = communication_dtype_from(text_of(v, "communication-dtype"));
    o.seed = v["seed"].as<std::uint64_t>();
    o.threads = static_cast<int>(integer("threads"));
    o.loader_threads = static_cast<int>(integer("loader-threads"));
    o.device = device_options(v, "gren train");
    o.device.precision = precision_from(text_of(v, "precision"));
    o.device.trains = true;
    o.network.depth = static_cast<int>(integer("depth"));
    o.network.output_stride = static_cast<int>(integer("output-stride"));
    o.network.grid = integer("grid");
    o.network.width = integer("width");
    o.network.head_width = integer("head-width");
    o.network.method = text_of(v, "method");
    o.network.variant = variant_from(v, o.network.method);
    o.boxed_labels_only = text_of(v, "boxed-labels") == "boxed-only";
    o.method = {.beta = number(v, "beta"),
                .lambda_intra = number(v, "lambda-intra"),
                .lambda_inter = number(v, "lambda-inter"),
                .graph_reduction = graph_reduction_from(text_of(v, "graph-reduction")),
                .sign = graph_sign_from(text_of(v, "sign")),
                .lung_variant = lung_variant_from(text_of(v, "lung-features")),
                .lung_background = lung_background_from(text_of(v, "lung-background")),
                .normalize_features = text_of(v, "feature-norm") == "l2",
                .loss_reduction = reduction_from(text_of(v, "loss-reduction")),
                .seed = o.seed};
    o.norm = norm_mode_from(text_of(v, "batch-norm"));
    o.trainer = {.forward = {.recompute = v["recompute"].as<bool>(),
                             .capture = v["cuda-graph"].as<bool>(),
                             .bfloat16 = o.device.precision == Precision::bf16},
                 .images_per_part = o.accumulate > 1 ? o.batch_per_rank : 0,
                 .sgd = {.momentum = v["momentum"].as<double>(),
                         .nesterov = text_of(v, "nesterov") == "on",
                         .weight_decay = v["weight-decay"].as<double>()},
                 .clip_norm = v["clip-norm"].as<double>()};
    o.schedule = {.initial = v["lr"].as<double>(),
                  .epochs_per_drop = integer("lr-drop"),
                  .warm_up_steps = integer("warm-up")};
    o.configuration = lines_where(effective_configuration(options, v), is_no_stage);
    o.shaping = lines_where(o.configuration, shapes_the_result);
    o.sharing = fmt::format("batch-per-rank = {}\naccumulate = {}\ngraph-path = {}\n", o.batch_per_rank,
                            o.accumulate, o.graph_path);
    return o;
}

// An option of one system given to another would change nothing but the run's name.
void check_system(const TrainOptions& o, const po::variables_map& v, const OptionTable& table) {
    const auto& method = o.network.method;
    const auto needs = method_needs(method);
    const auto given = [&](const char* option) { return table.departs(v, option); };
    const auto only = [&](const char* option, const char* system) {
        require(!given(option) || method == system, option, method,
                fmt::format("--method {}, which alone looks at it", system));
    };
    only("cam-transition", "cam");
    only("lse-sharpness", "cam");
    only("pairing", "cia");
    only("contrast", "cia");
    for (const auto* option : {"head-kernel", "head-norm"})
        require(!given(option) || !needs.own_head, option, method, "a method with the baseline's head");
    for (const auto* option : {"mil-floor", "beta"})
        require(!given(option) || !needs.own_loss, option, method, "a method with the baseline's loss");
    require((!o.trainer.forward.recompute && !o.trainer.forward.capture) || !needs.stages, "method", method,
            "another one with --recompute or --cuda-graph: its decoder keeps what each stage of the backbone "
            "gives");
    const double floor = o.network.variant.floor;
    require(floor >= 0 && floor < 1, "mil-floor", floor, "0 or more and below 1");
}

// What no row of the table can say alone.
void check_together(const TrainOptions& o, const po::variables_map& v) {
    require(o.accumulate == 1 || o.norm == NormMode::frozen, "accumulate", o.accumulate,
            "1 unless --batch-norm frozen: the statistics of a part of the batch are not the batch's");
    require(!o.trainer.forward.capture || !o.trainer.forward.recompute, "cuda-graph",
            "both it and --recompute", "one of them: what is recorded keeps its activations");
    require(o.probe_every == 0 || (o.accumulate == 1 && text_of(v, "precision") == "fp32"), "probe-every",
            o.probe_every,
            "0 unless --accumulate 1 and --precision fp32: a probe takes all of a rank's images at once, in "
            "float32");
    require(o.probe_every == 0 || o.trace_steps == 0, "probe-every", o.probe_every,
            "0 together with --trace: a probe is no part of a step");
    require(
        o.method.lung_background == LungBackground::black || o.method.lung_variant == LungVariant::forward,
        "lung-background", text_of(v, "lung-background"),
        "black unless --lung-features forward, which alone takes images of a lung");
    require(o.network.depth != 121 || o.network.width % 2 == 0, "width", o.network.width,
            "an even number with --depth 121: a dense layer adds half as many channels");
    path_from(o.graph_path, {});
}

}  // namespace

std::optional<TrainOptions> parse_train_options(const Arguments& arguments) {
    const auto& table = train_option_table();
    po::variables_map values;
    if (!parse_table(arguments, kHelp, table, values)) return std::nullopt;
    try {
        const auto parsed = from(values, table.description());
        check_system(parsed, values, table);
        check_together(parsed, values);
        return parsed;
    } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("gren train: {}", error.what()));
    }
}

}  // namespace gren
