// gren evaluate: a trained run against the boxes and labels of a data set.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <opencv2/imgcodecs.hpp>

#include "dataio/data_error.h"
#include "dataio/split.h"
#include "distributed/agreement.h"
#include "distributed/collectives.h"
#include "src/commands.h"
#include "src/evaluation.h"
#include "src/evaluation_report.h"
#include "src/options.h"
#include "src/overlay.h"
#include "src/run_folder.h"
#include "src/training_list.h"
#include "src/timeout_option.h"
#include "src/usage_error.h"
#include "src/version.h"

namespace gren {
namespace {

const CommandHelp kHelp{
    .usage = "gren evaluate --data DIR --run DIR [options]",
    .summary =
        "Scores a run: accuracy at T(IoU) per class with counts, the ceiling of the grid, and AUC. Writes\n"
        "evaluation.json, boxes.csv and overlays/ into the run. Alone or under mpirun, with the same result.",
    .example = "gren evaluate --data shards --run runs/gren"};

struct TestList {
    std::vector<std::int64_t> samples;
    std::string digest;
};

TestList test_list(const Dataset& dataset, const std::filesystem::path& split_file) {
    if (split_file.empty()) return {all_samples(dataset), "all"};
    const auto split = read_split(split_file);
    return {samples_named(dataset, split.test), digest(split)};
}

void require_same_classes(const Dataset& dataset, const LocalizerSpec& spec, const std::string& data) {
    if (dataset.traits().classes == spec.classes && dataset.traits().image_size == spec.image_size) return;
    throw DataError(
        fmt::format("{}: {} classes at {}²; the run was trained on {} classes at {}²: evaluate on a data set "
                    "prepared like the one it trained on",
                    data, dataset.traits().classes.size(), dataset.traits().image_size, spec.classes.size(),
                    spec.image_size));
}

// The first of each class, then the second of each, and so on: all classes show.
std::vector<BoxResult> chosen_for_overlays(const std::vector<BoxResult>& boxes, std::size_t count) {
    std::map<std::int32_t, int> seen;
    std::map<std::pair<int, std::int32_t>, BoxResult> in_turn;
    for (const auto& box : boxes) in_turn[{seen[box.cls]++, box.cls}] = box;
    std::vector<BoxResult> chosen;
    for (const auto& [turn, box] : in_turn)
        if (chosen.size() < count) chosen.push_back(box);
    return chosen;
}

void write_overlays(const std::filesystem::path& folder, const std::vector<BoxResult>& boxes,
                    const Dataset& dataset, LoadedModel& loaded, std::int64_t eval_grid) {
    std::filesystem::create_directories(folder);
    const int size = dataset.traits().image_size;
    for (const auto& result : boxes) {
        const auto& info = dataset.info(result.sample);
        const auto inference = infer(loaded.model, images_of(dataset, {result.sample}, torch::kCPU),
                                     loaded.spec.grid, eval_grid);
        cv::Mat1b grey(size, size), lungs(size, size);
        const auto bytes = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
        dataset.read_pixels(result.sample, {grey.data, bytes}, {lungs.data, bytes});
        Finding finding{.disease = dataset.traits().classes[static_cast<std::size_t>(result.cls)],
                        .probability = inference.score[0][result.cls].item<double>(),
                        .region = inference.regions[0][result.cls],
                        .reference = {}};
        for (const auto& box : info.boxes)
            if (box.cls == result.cls) finding.reference.push_back(box);
        const auto file = folder / fmt::format("{}_{}.png", std::filesystem::path(info.name).stem().string(),
                                               finding.disease);
        if (!cv::imwrite(file.string(), draw_overlay(grey, finding)))
            throw DataError(fmt::format("{}: cannot be written", file.string()));
        std::cout << "overlay: " << file.string() << "\n";
    }
}

}  // namespace

int evaluate_command(const Arguments& arguments) {
    auto options = option_group();
    options.add_options()                                                                                 //
        ("data", po::value<std::string>()->required()->value_name("DIR"), "prepared data set")            //
        ("run", po::value<std::string>()->required()->value_name("DIR"), "folder that gren train wrote")  //
        ("split", po::value<std::string>()->value_name("FILE"),
         "test on this split's list; default: the split the run was trained on, else all images")  //
        ("eval-grid", po::value<std::int64_t>()->default_value(128),
         "cells a side on which regions are cut out")                                           //
        ("overlays", po::value<std::int64_t>()->default_value(8), "how many pictures to draw")  //
        ("threads", po::value<int>()->default_value(0), "per rank; 0: as torch chooses");
    add_timeout(options);
    po::variables_map values;
    if (!parse_options(arguments, kHelp, options, values)) return 0;
    const auto timeout = timeout_seconds(values, "gren evaluate");
    const auto eval_grid = values["eval-grid"].as<std::int64_t>();
    OptionCheck{"gren evaluate"}(eval_grid >= 1, "eval-grid", eval_grid, "at least 1");
    if (values["threads"].as<int>() > 0) torch::set_num_threads(values["threads"].as<int>());

    MpiSession session;
    World world(session);
    set_timeout(world, timeout);
    const auto data = values["data"].as<std::string>();
    const RunFolder run{values["run"].as<std::string>()};
    const Dataset dataset(data);
    auto loaded = read_model(run.model());
    require_same_classes(dataset, loaded.spec, data);
    std::filesystem::path split_file;
    if (values.count("split"))
        split_file = values["split"].as<std::string>();
    else if (std::filesystem::exists(run.split()))
        split_file = run.split();
    const auto list = test_list(dataset, split_file);
    require_agreement(world, "data set and list", dataset.digest() + "\n" + list.digest + "\n");

    const auto evaluation =
        evaluate(world, loaded.model, loaded.spec, dataset, list.samples, {.eval_grid = eval_grid});
    if (world.rank() == 0) {
        write_evaluation(run.evaluation(), run.boxes(), evaluation, dataset,
                         {{"dataset", dataset.digest()},
                          {"test_list", list.digest},
                          {"training_list", loaded.about["list"]},
                          {"method", loaded.spec.method},
                          {"trained_by", loaded.about["gren_version"]},
                          {"evaluated_by", code_version()},
                          {"eval_grid", fmt::to_string(eval_grid)}});
        std::cout << accuracy_table(evaluation, dataset, eval_grid);
        const auto overlays =
            static_cast<std::size_t>(std::max<std::int64_t>(0, values["overlays"].as<std::int64_t>()));
        write_overlays(run.overlays(), chosen_for_overlays(evaluation.boxes, overlays), dataset, loaded,
                       eval_grid);
    }
    barrier(world);
    return 0;
}

}  // namespace gren
