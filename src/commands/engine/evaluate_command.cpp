// gren evaluate: a trained run against the boxes and labels of a data set.
#include <fmt/format.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "distributed/agreement.h"
#include "distributed/collectives.h"
#include "distributed/rank_place.h"
#include "src/commands/commands.h"
#include "src/evaluation/about.h"
#include "src/evaluation/class_calibration.h"
#include "src/evaluation/coco_files.h"
#include "src/evaluation/controls.h"
#include "src/evaluation/destination.h"
#include "src/evaluation/document.h"
#include "src/evaluation/evaluation.h"
#include "src/evaluation/group_metrics.h"
#include "src/evaluation/needs_at_test.h"
#include "src/evaluation/operating_points_table.h"
#include "src/evaluation/overlays.h"
#include "src/evaluation/same_classes.h"
#include "src/evaluation/same_frame.h"
#include "src/evaluation/table.h"
#include "src/evaluation/tested_list.h"
#include "src/evaluation/validation_list.h"
#include "src/evaluation/warnings.h"
#include "src/memory/kept_memory.h"
#include "src/ranks/device_option.h"
#include "src/ranks/seen_together.h"
#include "src/run/option_table.h"
#include "src/run/progress.h"
#include "src/run/stage_option.h"
#include "src/run/timeout_option.h"
#include "src/run/usage_error.h"
#include "src/training/local_data.h"

namespace gren {
namespace {

const CommandHelp kEvaluateHelp{
    .usage = "gren evaluate --data DIR --run DIR [options]",
    .summary =
        "Scores a run: T(IoU) per class as k of n with what a perfect learner reaches, T(IoBB), AP, pointing "
        "game, FROC,\n"
        "AUC; intervals over patients; T(IoU) and AUC by sex, age, view and site.\n"
        "Writes evaluation.json, boxes.csv, predictions.json and ground_truth.json (COCO's forms) and "
        "overlays/\n"
        "into the run. Alone or under mpirun, to the same bytes.\n"
        "--choose-thresholds, once before: from which score on a class counts as present, for sensitivity "
        "and "
        "specificity.",
    .example = "mpirun -n 4 gren evaluate --data shards --run runs/gren"};

struct EvaluateOptions {
    std::string data, split, out;  // split, out: empty when not given
    StageOptions stage;
    RunFolder run;
    bool force = false, choose_thresholds = false;
    std::int64_t eval_grid = 128;
    BoxRule box_rule = BoxRule::any;
    BootstrapOptions bootstrap;
    std::int64_t overlays = 0;
    int threads = 0;
    bool json = false;
    std::chrono::milliseconds timeout{};
    DeviceOptions device;
};

BoxRule box_rule_of(const std::string& name) try {
    return box_rule_from(name);
} catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("gren evaluate: --boxes: {}", error.what()));
}

OptionTable evaluate_option_table() {
    return OptionTable(
        {{"Options",
          {{"data", required_text("DIR"), "Prepared data set to test on."},
           {"run", required_text("DIR"), "Folder of the run, which 'gren train' wrote."},
           {"split", optional_text("FILE"),
            "List of 'gren split' whose test images are taken. Default: the list the run was trained with, "
            "else all images."},
           {"out", optional_text("DIR"),
            "Folder that the evaluation is written to, for another data set or list than the run's. Default: "
            "the run's folder."},
           {"force", flag(),
            "Replaces the evaluation of another data set or list, or one in another run's folder."},
           {"choose-thresholds", flag(),
            "Tests nothing, but chooses each class's threshold on the validation list (Youden's rule) and "
            "keeps it in the run's thresholds.json for later evaluations."},
           {"eval-grid", integer(128),
            "Cells by side of the map that regions are cut out of. More follow an outline more closely.",
            at_least(1)},
           {"boxes", text("any"),
            "Boxes that count where a system (cam) finds several: any; top, the hottest; or union. The means "
            "under all three are written."},
           {"bootstrap", small_integer(1000),
            "Resamples of the patients that the intervals are made of. 0: no intervals.", at_least(0)},
           {"bootstrap-seed", count(1), "Number that the resamples follow from."},
           {"overlays", integer(8), "Pictures to draw into overlays/: boxes green, regions red.",
            at_least(0)},
           {"json", flag(), "Prints evaluation.json on standard output instead of the table."},
           {"threads", small_integer(0),
            "Threads with which each rank reads images and finds regions. Default: 0, the host's cores "
            "shared among its ranks.",
            at_least(0)},
           stage_row(),
           keep_stage_row(),
           timeout_row(),
           device_row(),
           share_gpu_row()}}});
}

std::optional<EvaluateOptions> parse_evaluate_options(const Arguments& arguments) {
    po::variables_map v;
    if (!parse_table(arguments, kEvaluateHelp, evaluate_option_table(), v)) return std::nullopt;
    EvaluateOptions parsed{
        .data = v["data"].as<std::string>(),
        .split = text_of(v, "split"),
        .out = text_of(v, "out"),
        .stage = stage_options(v, "gren evaluate"),
        .run = {v["run"].as<std::string>()},
        .force = v["force"].as<bool>(),
        .choose_thresholds = v["choose-thresholds"].as<bool>(),
        .eval_grid = v["eval-grid"].as<std::int64_t>(),
        .box_rule = box_rule_of(v["boxes"].as<std::string>()),
        .bootstrap = {.samples = v["bootstrap"].as<int>(), .seed = v["bootstrap-seed"].as<std::uint64_t>()},
        .overlays = v["overlays"].as<std::int64_t>(),
        .threads = v["threads"].as<int>(),
        .json = v["json"].as<bool>(),
        .timeout = timeout_of(v, "gren evaluate"),
        .device = device_options(v, "gren evaluate")};
    constexpr OptionCheck require{"gren evaluate"};
    require(!parsed.choose_thresholds || parsed.out.empty(), "out", parsed.out,
            "no --choose-thresholds beside it, which writes into the run's folder");
    require(!parsed.choose_thresholds || !parsed.json, "json", "it",
            "no --choose-thresholds beside it, which writes no evaluation.json");
    return parsed;
}

int threads_of(const EvaluateOptions& options, World& world) {
    const int share = own_share_of_cores(world);
    return options.threads > 0 ? options.threads : share;
}

// Collective.
std::vector<ImageReading> readings_of(World& world, const EvaluateOptions& options, LoadedModel& loaded,
                                      const Dataset& dataset, const TestedList& list,
                                      const Companions* companions) {
    torch::set_num_threads(1);                                     // evaluate() has threads of its own
    const auto images = static_cast<double>(list.samples.size());  // all ranks are as far as rank 0, nearly
    Progress progress("evaluate", static_cast<std::int64_t>(images), 0, world.rank() == 0);
    auto readings = evaluate(world, loaded.model, loaded.spec, dataset, list.samples,
                             {.eval_grid = options.eval_grid,
                              .threads = threads_of(options, world),
                              .companions = companions,
                              .box_rule = options.box_rule},
                             [&](double done) { progress.update(std::llround(done * images)); });
    progress.finish();
    return readings;
}

// Collective. On the validation list; no tested image is read.
void choose_thresholds_of_run(World& world, const EvaluateOptions& options, LoadedModel& loaded,
                              const Dataset& dataset) {
    const bool own_dataset = loaded.about.at("dataset") == dataset.digest();
    if (!own_dataset && !options.force)
        throw UsageError(
            fmt::format("gren evaluate: --choose-thresholds: {} was trained on the data set {:.12}, found "
                        "--data with the digest "
                        "{:.12}, expected the run's own; --force chooses them on that all the same",
                        options.run.path.string(), loaded.about.at("dataset"), dataset.digest()));
    const auto list = validation_list(dataset, options.run, options.split, own_dataset);
    require_agreement(world, "data set and list", dataset.digest() + "\n" + list.digest + "\n");
    require_lungs_at_test(loaded.spec, dataset, list.samples);
    const auto companions = companions_at_test(loaded, options.run, dataset, list.samples);
    const auto readings = readings_of(world, options, loaded, dataset, list, companions.get());
    if (world.rank() == 0) {
        const auto chosen = choose_thresholds(readings, dataset, sha256_of_file(options.run.model()));
        write_thresholds(options.run.thresholds(), chosen);
        std::cout << thresholds_table(chosen);
        std::cerr << fmt::format("{}: written\n", options.run.thresholds().string());
    }
    barrier(world);
}

// evaluation.json comes last: where it stands, the others do.
std::string write_evaluation(const RunFolder& folder, const Dataset& dataset,
                             const std::vector<ImageReading>& readings, const Metrics& metrics,
                             const nlohmann::ordered_json& parts, const nlohmann::ordered_json& about) {
    auto files = nlohmann::ordered_json::object();
    const auto write = [&](const std::filesystem::path& file, const std::string& contents) {
        write_file_atomically(file, contents);
        files[file.filename().string()] = sha256(contents);
    };
    write(folder.boxes(), boxes_csv(readings, dataset));
    write(folder.predictions(), predictions_json(readings, dataset));
    write(folder.ground_truth(), ground_truth_json(readings, dataset, about));
    const auto json = evaluation_json(metrics, dataset.traits().classes, about, parts, files);
    write_file_atomically(folder.evaluation(), json);
    return json;
}

}  // namespace

int evaluate_command(const Arguments& arguments) {
    const auto options = parse_evaluate_options(arguments);
    if (!options) return 0;
    say_begun("evaluate: opening the data set and the run");
    keep_freed_memory();
    // At its end the others wait for the first rank, which measures, draws and writes.
    MpiSession session(std::max<std::chrono::milliseconds>(options->timeout, std::chrono::minutes(30)));
    World world(session);
    world.set_timeout(options->timeout);
    take_device(world, options->device, "gren evaluate");
    const auto& run = options->run;
    see_together(world,
                 {options->data, options->split, run.model(), run.config(), run.split(), run.thresholds()});
    require_finished(run);
    LocalData data(world, options->data, options->stage);
    const Dataset dataset(data.folder());
    data.opened();
    auto loaded = read_model(options->run.model());
    loaded.model->to(world.device());
    require_same_classes(dataset, loaded.spec, options->data);
    require_same_frame(dataset, loaded.spec, options->data);
    if (options->choose_thresholds) {
        choose_thresholds_of_run(world, *options, loaded, dataset);
        return 0;
    }
    const auto tested = tested_list(dataset, options->run, options->split);
    const auto folder = evaluation_destination({.run = options->run,
                                                .trained_on = loaded.about.at("dataset"),
                                                .dataset = dataset.digest(),
                                                .test_list = tested.digest},
                                               options->out, options->force);
    if (world.rank() == 0) std::filesystem::create_directories(folder.path);
    require_agreement(world, "data set and list", dataset.digest() + "\n" + tested.digest + "\n");

    require_lungs_at_test(loaded.spec, dataset, tested.samples);
    const auto companions = companions_at_test(loaded, options->run, dataset, tested.samples);
    const auto box_rule = loaded.model->method().box_levels.empty()
                              ? ""
                              : kBoxRules[static_cast<std::size_t>(options->box_rule)];
    const auto about = world.rank() == 0 ? evaluation_about(options->run, loaded, dataset, tested,
                                                            options->eval_grid, box_rule)
                                         : nlohmann::ordered_json();

    const auto readings = readings_of(world, *options, loaded, dataset, tested, companions.get());
    if (world.rank() == 0) {
        say_begun("evaluate: measuring");
        const auto metrics = measure(readings, dataset, options->bootstrap);
        const auto trained = loaded.about.at("dataset") == dataset.digest()
                                 ? std::optional(trained_list(dataset, options->run))
                                 : std::nullopt;
        const auto controls = measure_controls(dataset, tested.samples, trained, options->eval_grid);
        const auto groups = measure_by_group(readings, dataset, options->bootstrap);
        const auto& classes = dataset.traits().classes;
        const auto chosen = thresholds_for(options->run, about.at("model"), dataset, tested);
        const auto points = chosen.thresholds
                                ? std::optional(measure_at(*chosen.thresholds, readings, dataset,
                                                           metrics.identification, options->bootstrap))
                                : std::nullopt;
        const auto calibration = measure_calibration(readings, dataset);
        const auto json =
            write_evaluation(folder, dataset, readings, metrics,
                             {{"controls", controls_json(controls, classes)},
                              {"groups", groups_json(groups, classes)},
                              {"operating_points", operating_points_json(points, chosen)},
                              {"without_operating_points", points ? nlohmann::ordered_json(nullptr)
                                                                  : nlohmann::ordered_json(chosen.without)},
                              {"calibration", calibration_json(calibration, classes)}},
                             about);
        std::cout << (options->json ? json
                                    : evaluation_table(metrics, controls, classes, about) +
                                          operating_points_table(points, chosen, calibration, classes,
                                                                 options->bootstrap.level) +
                                          groups_table(groups, options->bootstrap.level));
        if (options->json)
            for (const auto& warning : evaluation_warnings(metrics, classes, about))
                std::cerr << fmt::format("WARNING: {}\n", warning);
        draw_overlays(folder.overlays(), chosen_for_overlays(readings, options->overlays), dataset, loaded,
                      companions.get(), world.device(), options->eval_grid);
        std::cerr << fmt::format(
            "{}: evaluation.json, boxes.csv, predictions.json, ground_truth.json written\n",
            folder.path.string());
    }
    barrier(world);
    return 0;
}

}  // namespace gren
