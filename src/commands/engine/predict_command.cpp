// gren predict: diseases in films of no data set, from a single one to a hospital's; tables and pictures.
#include <fmt/format.h>
#include <torch/utils.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <thread>

#include "dataio/data_error.h"
#include "src/commands/commands.h"
#include "src/evaluation/needs_at_test.h"
#include "src/memory/kept_memory.h"
#include "src/prediction/class_thresholds.h"
#include "src/prediction/dump.h"
#include "src/prediction/films_to_predict.h"
#include "src/prediction/prediction.h"
#include "src/ranks/device_option.h"
#include "src/run/option_table.h"
#include "src/run/run_folder.h"
#include "src/run/usage_error.h"
#include "src/run/window_option.h"

namespace gren {
namespace {

const CommandHelp kPredictHelp{
    .usage = "gren predict --run DIR --out DIR [FILE|FOLDER|-]... [--list FILE] [options]",
    .summary =
        "Finds diseases in films: files, all films below folders, names on standard input (-) or in a list. "
        "Writes into --out\n"
        "scores.csv (every class of every film), predictions.json with images.json (regions, COCO's forms), "
        "sheets/ (a film's\n"
        "three likeliest classes as maps), overlays/ (regions by disease), unreadable.csv. A film that "
        "cannot be read costs the\n"
        "others nothing; the exit code is then 3. For research, not for diagnosis.",
    .example = "gren predict --run runs/gren --out found films/"};

constexpr int kBadData = 3;             // as main exits for a DataError
constexpr std::size_t kMostNamed = 20;  // of the films that could not be read

struct PredictOptions {
    RunFolder run;
    std::vector<std::string> asked;
    std::string list;                 // empty: none
    std::optional<double> threshold;  // of every class; else the run's own
    PredictionOptions prediction;
};

OptionTable predict_option_table() {
    return OptionTable(
        {{"Options",
          {{"run", required_text("DIR"), "Folder of the run, which 'gren train' wrote."},
           {"out", required_text("DIR"), "Folder that tables and pictures are written to; it must be empty."},
           {"image", several_texts("NAME"),
            "Films (PNG, JPEG, TIFF, DICOM), folders of them, or - for names on standard input, one a line. "
            "The names alone do, too."},
           {"list", optional_text("FILE"), "File of names of films and folders, one a line."},
           {"threshold", optional_real(),
            "Probability from which a disease is named and drawn. Default: each class's own, of 'gren "
            "evaluate --choose-thresholds'; else 0.5.",
            share_of_one()},
           window_row(),
           {"region-above", real(0.5),
            "Probability above which a cell of the map belongs to the region. Lower values draw larger "
            "regions."},
           {"eval-grid", integer(128),
            "Cells by side of the map that regions are cut out of. More follow an outline more closely.",
            at_least(1)},
           {"dump", optional_text("FILE"),
            "File that films as the network saw them, maps and scores are also written to, unrounded, as "
            "safetensors."},
           {"no-pictures", flag(), "Writes the tables alone, which is faster."},
           {"threads", small_integer(0),
            "Threads that read films and draw, each at films of its own. Default: 0, one for each core of "
            "the host.",
            at_least(0)},
           device_row()}}});
}

std::optional<PredictOptions> parse_predict_options(const Arguments& arguments) {
    po::positional_options_description positional;
    positional.add("image", -1);
    po::variables_map values;
    if (!parse_table(arguments, kPredictHelp, predict_option_table(), values, positional))
        return std::nullopt;
    PredictOptions parsed{
        .run = {values["run"].as<std::string>()},
        .asked = values.count("image") ? values["image"].as<std::vector<std::string>>()
                                       : std::vector<std::string>(),
        .list = text_of(values, "list"),
        .threshold = std::nullopt,
        .prediction = {
            .out = values["out"].as<std::string>(),
            .dump = text_of(values, "dump"),
            .thresholds = {},
            .window = window_of(values, "gren predict"),
            .pictures = !values["no-pictures"].as<bool>(),
            .threads = values["threads"].as<int>(),
            .answers = {.eval_grid = values["eval-grid"].as<std::int64_t>(),
                        .region_above = values["region-above"].as<double>(),
                        .device = device_alone(device_options(values, "gren predict"), "gren predict")}}};
    constexpr OptionCheck require{"gren predict"};
    const auto& answers = parsed.prediction.answers;
    if (values.count("threshold")) parsed.threshold = values["threshold"].as<double>();
    require(answers.region_above > 0 && answers.region_above < 1, "region-above", answers.region_above,
            "more than 0 and less than 1");
    if (parsed.prediction.threads == 0)
        parsed.prediction.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return parsed;
}

std::vector<std::string> names_asked_for(const PredictOptions& options) {
    std::vector<std::string> names;
    const auto add = [&](std::istream& lines) {
        std::ranges::move(names_in(lines), std::back_inserter(names));
    };
    for (const auto& name : options.asked)
        if (name == "-")
            add(std::cin);
        else
            names.push_back(name);
    if (!options.list.empty()) {
        std::ifstream lines(options.list);
        if (!lines)
            throw DataError(fmt::format("{}: cannot be opened; --list expects a file of names, one a line",
                                        options.list));
        add(lines);
    }
    if (names.empty())
        throw UsageError(
            "gren predict: no film was named; expected files, folders, - for names on standard input, or "
            "--list FILE");
    return names;
}

void say_what_could_not_be_read(const std::vector<UnreadableFilm>& unreadable, std::size_t films) {
    for (std::size_t i = 0; i < std::min(unreadable.size(), kMostNamed); ++i)
        std::cerr << fmt::format("gren predict: {}\n", unreadable[i].reason);
    if (unreadable.size() > kMostNamed)
        std::cerr << fmt::format("and {} more\n", unreadable.size() - kMostNamed);
    std::cerr << fmt::format("{} of {} films could not be read; unreadable.csv names them\n",
                             unreadable.size(), films);
}

}  // namespace

int predict_command(const Arguments& arguments) {
    auto options = parse_predict_options(arguments);
    if (!options) return 0;
    keep_freed_memory();
    require_finished(options->run);
    auto loaded = read_model(options->run.model());
    require_no_needs_at_test(loaded.spec, options->run);
    const auto thresholds = class_thresholds(options->run, loaded.spec.classes, options->threshold);
    options->prediction.thresholds = thresholds.score;
    std::cerr << thresholds.words << "\n";
    loaded.model->to(options->prediction.answers.device);
    const auto films = films_to_predict(names_asked_for(*options));
    if (films.repeated > 0)
        std::cerr << fmt::format("{} films were asked for more than once and are taken once\n",
                                 films.repeated);
    if (!options->prediction.dump.empty() && films.files.size() > kMostDumped)
        throw UsageError(fmt::format(
            "gren predict: --dump {}: {} films were asked for; expected at most {}, whose maps memory holds",
            options->prediction.dump.string(), films.files.size(), kMostDumped));
    torch::set_num_threads(1);  // predict() has its own
    const auto unreadable = predict(loaded, films.files, options->prediction);
    if (unreadable.empty()) return 0;
    say_what_could_not_be_read(unreadable, films.files.size());
    return kBadData;
}

}  // namespace gren
