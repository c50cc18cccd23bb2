#include "src/training/train_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "src/ranks/timeout_option.h"
#include "src/run/options.h"
#include "src/run/usage_error.h"
#include "src/training/train_option_groups.h"

namespace gren {
namespace {

const CommandHelp kHelp{
    .usage = "gren train --data DIR --run DIR [options]",
    .summary =
        "Trains a localiser on a prepared data set, alone or under mpirun. Writes DIR/model.safetensors,\n"
        "DIR/metrics.jsonl, DIR/config.ini and checkpoints. The graph spans the images of all ranks. "
        "launch/train\n"
        "starts it under mpirun so that Ctrl-C saves.",
    .example =
        "GREN_RANKS=2 ./launch/train --data shards --split shards/splits/0.5_0.8_0.json --run runs/gren"};

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
        if (shapes_the_result(line.substr(0, line.find(' ')))) shaping += line + "\n";
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
    o.probe_every = integer("probe-every");
    o.checkpoint_every = integer("checkpoint-every");
    o.trace_steps = integer("trace");
    o.keep_checkpoints = v["keep-checkpoints"].as<int>();
    o.timeout_seconds = timeout_seconds(v, "gren train");
    o.non_finite = non_finite_policy_from(text(v, "non-finite"));
    o.skip_limit = integer("skip-limit");
    o.graph_path = text(v, "graph-path");
    o.wire = wire_from(text(v, "wire"));
    o.seed = v["seed"].as<std::uint64_t>();
    o.threads = v["threads"].as<int>();
    o.loader_threads = v["loader-threads"].as<int>();
    o.device = device_options(v, "gren train");
    o.network.depth = v["depth"].as<int>();
    o.network.output_stride = v["output-stride"].as<int>();
    o.network.grid = integer("grid");
    o.network.width = integer("width");
    o.network.head_width = integer("head-width");
    o.network.method = text(v, "method");
    o.method = {.beta = v["beta"].as<double>(),
                .lambda_intra = number(v, "lambda-intra"),
                .lambda_inter = number(v, "lambda-inter"),
                .sign = graph_sign_from(text(v, "sign")),
                .lung_reading = lung_reading_from(text(v, "lung-features")),
                .lung_background = lung_background_from(text(v, "lung-background")),
                .normalise_features = text(v, "feature-norm") == "l2",
                .loss_reduction = reduction_from(text(v, "loss-reduction")),
                .graph_reduction = reduction_from(text(v, "graph-reduction")),
                .seed = o.seed};
    o.norm = norm_mode_from(text(v, "batch-norm"));
    o.trainer = {
        .forward = {.recompute = v["recompute"].as<bool>(),
                    .capture = v["cuda-graph"].as<bool>(),
                    .bfloat16 = text(v, "precision") == "bf16"},
        .images_per_part = o.accumulate > 1 ? o.batch_per_rank : 0,
        .sgd = {.momentum = v["momentum"].as<double>(), .weight_decay = v["weight-decay"].as<double>()},
        .clip_norm = v["clip-norm"].as<double>()};
    o.tf32 = text(v, "precision") == "tf32";
    o.schedule = {.initial = v["lr"].as<double>(),
                  .epochs_per_drop = integer("lr-drop"),
                  .warm_up_steps = integer("warm-up")};
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
    require(o.network.width > 0, "width", o.network.width, "at least 1");
    require(o.network.head_width > 0, "head-width", o.network.head_width, "at least 1");
    require(o.batch_per_rank > 0, "batch-per-rank", o.batch_per_rank, "at least 1");
    require(o.accumulate > 0, "accumulate", o.accumulate, "at least 1");
    require(o.accumulate == 1 || o.norm == NormMode::frozen, "accumulate", o.accumulate,
            "1 unless --batch-norm frozen: the statistics of a part of the batch are not the batch's");
    require(!o.trainer.forward.capture || !o.trainer.forward.recompute, "cuda-graph",
            "both it and --recompute", "one of them: what is recorded keeps its activations");
    require(o.agree_every >= 0, "agree-every", o.agree_every, "0 or more");
    require(o.probe_every >= 0, "probe-every", o.probe_every, "0 or more");
    require(o.probe_every == 0 || (o.accumulate == 1 && text(v, "precision") == "fp32"), "probe-every",
            o.probe_every,
            "0 unless --accumulate 1 and --precision fp32: a probe takes all of a rank's images at once, in "
            "float32");
    require(o.probe_every == 0 || o.trace_steps == 0, "probe-every", o.probe_every,
            "0 together with --trace: a probe is no part of a step");
    require(o.checkpoint_every >= 0, "checkpoint-every", o.checkpoint_every, "0 or more");
    require(o.trace_steps >= 0, "trace", o.trace_steps, "0 or more");
    require(o.keep_checkpoints >= 1, "keep-checkpoints", o.keep_checkpoints, "at least 1");
    require(o.skip_limit >= 0, "skip-limit", o.skip_limit, "0 or more");
    path_from(o.graph_path, {});
    require(o.epochs > 0, "epochs", o.epochs, "at least 1");
    require(o.schedule.epochs_per_drop > 0, "lr-drop", o.schedule.epochs_per_drop, "at least 1");
    require(o.schedule.initial > 0, "lr", o.schedule.initial, "a positive number");
    require(
        o.method.lung_background == LungBackground::black || o.method.lung_reading == LungReading::forward,
        "lung-background", text(v, "lung-background"),
        "black unless --lung-features forward, which alone takes images of a lung");
    require(o.schedule.warm_up_steps >= 0, "warm-up", o.schedule.warm_up_steps, "0 or more");
    require(o.trainer.clip_norm >= 0 && std::isfinite(o.trainer.clip_norm), "clip-norm", o.trainer.clip_norm,
            "0 or a positive number");
    require(o.loader_threads > 0, "loader-threads", o.loader_threads, "at least 1");
    require(o.threads >= 0, "threads", o.threads, "0 or more");
    const auto precision = text(v, "precision"), norm = text(v, "feature-norm");
    require(precision == "fp32" || precision == "tf32" || precision == "bf16", "precision", precision,
            "fp32, tf32 or bf16");
    require(norm == "l2" || norm == "none", "feature-norm", norm, "l2 or none");
}

}  // namespace

std::optional<TrainOptions> parse_train_options(const Arguments& arguments) {
    const auto options = train_option_groups();
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
