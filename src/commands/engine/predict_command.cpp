// gren predict: diseases in single images, without any CSV; a picture and a line for each finding.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "dataio/films/film_file.h"
#include "dataio/image.h"
#include "src/commands/commands.h"
#include "src/evaluation/inference.h"
#include "src/evaluation/needs_at_test.h"
#include "src/evaluation/overlay.h"
#include "src/evaluation/picture_names.h"
#include "src/method/batch.h"
#include "src/ranks/device_option.h"
#include "src/run/options.h"
#include "src/run/run_folder.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

const CommandHelp kPredictHelp{
    .usage = "gren predict --run DIR --out DIR IMAGE... [options]",
    .summary =
        "Finds diseases in images and draws them: regions red, with disease and "
        "probability. Writes one PNG a\n"
        "finding and predictions.json into --out. An image that cannot be read is listed "
        "there and costs the others\n"
        "nothing; the exit code is then 3. For research, not for diagnosis.",
    .example = "gren predict --run runs/gren --out found chest1.png chest2.png"};

constexpr int kBadData = 3;  // as main exits for a DataError

struct Settings {
    std::filesystem::path out;
    double threshold;
    std::int64_t eval_grid;
    torch::Device device;
};

// `name`: what the pictures' names begin with.
nlohmann::ordered_json find_in(const std::string& image_file, const std::string& name, LoadedModel& loaded,
                               const Settings& settings) {
    const auto original = read_film(image_file).grey;
    auto small = resize_to_square(original, loaded.spec.image_size);
    const auto grey = torch::from_blob(small.data, {1, small.rows, small.cols}, torch::kUInt8);
    const auto inference = infer(loaded.model, question(normalized_image(grey.to(settings.device))),
                                 loaded.spec.grid, settings.eval_grid);
    nlohmann::ordered_json findings = nlohmann::ordered_json::array();
    for (std::size_t k = 0; k < loaded.spec.classes.size(); ++k) {
        const auto cls = static_cast<std::int64_t>(k);
        const auto score = inference.score[0][cls].item<double>(), probability = probability_of(score);
        if (probability <= settings.threshold) continue;
        const Finding finding{loaded.spec.classes[k], probability, inference.regions[0][cls], {}};
        const auto file = settings.out / fmt::format("{}_{}.png", name, finding.disease);
        if (!cv::imwrite(file.string(), draw_overlay(original, finding)))
            throw DataError(fmt::format("{}: cannot be written", file.string()));
        std::cout << fmt::format("{}  {} {:.3f}  {}\n", image_file, finding.disease, probability,
                                 file.string());
        findings.push_back({{"disease", finding.disease},
                            {"probability", probability},
                            {"score", score},
                            {"cells_on", (finding.region > 0).sum().item<std::int64_t>()},
                            {"picture", file.filename().string()}});
    }
    if (findings.empty())
        std::cout << fmt::format("{}  nothing above {:.2f}\n", image_file, settings.threshold);
    return {{"image", image_file}, {"findings", findings}};
}

}  // namespace

int predict_command(const Arguments& arguments) {
    auto options = option_group();
    options.add_options()                                                                                 //
        ("run", po::value<std::string>()->required()->value_name("DIR"), "folder that gren train wrote")  //
        ("out", po::value<std::string>()->required()->value_name("DIR"),
         "pictures and predictions.json; must be empty")  //
        ("image", po::value<std::vector<std::string>>()->required()->value_name("IMAGE"),
         "radiographs (PNG, JPEG, TIFF, DICOM)")  //
        ("threshold", po::value<double>()->default_value(0.5),
         "probability above which a disease is drawn")  //
        ("eval-grid", po::value<std::int64_t>()->default_value(128),
         "cells a side on which regions are cut out");
    add_option(options, device_row());
    po::positional_options_description positional;
    positional.add("image", -1);
    po::variables_map values;
    if (!parse_options(arguments, kPredictHelp, options, values, positional)) return 0;
    const Settings settings{.out = values["out"].as<std::string>(),
                            .threshold = values["threshold"].as<double>(),
                            .eval_grid = values["eval-grid"].as<std::int64_t>(),
                            .device = device_alone(device_options(values, "gren predict"), "gren predict")};
    OptionCheck{"gren predict"}(settings.eval_grid >= 1, "eval-grid", settings.eval_grid, "at least 1");

    const RunFolder run{values["run"].as<std::string>()};
    require_finished(run);
    auto loaded = read_model(run.model());
    require_no_needs_at_test(loaded.spec, run);
    loaded.model->to(settings.device);
    const auto images = values["image"].as<std::vector<std::string>>();
    const auto names = picture_names(images, loaded.spec.classes);
    create_empty_folder(settings.out);
    nlohmann::ordered_json predictions = nlohmann::ordered_json::array();
    int unreadable = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
        try {
            predictions.push_back(find_in(images[i], names[i], loaded, settings));
        } catch (const UnreadableImage& error) {
            std::cerr << fmt::format("gren predict: {}\n", error.what());
            predictions.push_back({{"image", images[i]}, {"error", error.what()}});
            ++unreadable;
        }
    }
    write_file_atomically(settings.out / "predictions.json", predictions.dump(1) + "\n");
    if (unreadable == 0) return 0;
    std::cerr << fmt::format(
        "{} of {} images could not be read; predictions.json has an \"error\" in their place\n", unreadable,
        images.size());
    return kBadData;
}

}  // namespace gren
