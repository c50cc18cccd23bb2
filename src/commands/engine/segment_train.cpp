// gren segment train: the lung segmenter from radiographs and masks.
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <map>

#include "src/commands/engine/segment_command.h"
#include "src/run/option_table.h"
#include "src/run/progress.h"
#include "src/segmenter/phantom_pairs.h"
#include "src/segmenter/segmenter_training.h"

namespace gren {
namespace {

namespace fs = std::filesystem;

void check_training(const SegmenterTraining& settings, double held_out, const fs::path& out) {
    kSegmentRequires(settings.size >= 32 && settings.size <= 1024 && settings.size % 16 == 0, "size",
                     settings.size, "a multiple of 16 from 32 to 1024");
    kSegmentRequires(settings.channels >= 4 && settings.channels <= 64 && settings.channels % 4 == 0,
                     "channels", settings.channels, "a multiple of 4 from 4 to 64");
    kSegmentRequires(held_out >= 0 && held_out < 1, "held-out", held_out, "a share from 0 to below 1");
    const fs::path folder = fs::absolute(out).parent_path();
    kSegmentRequires(fs::is_directory(folder), "out", out.string(),
                     fmt::format("a file in a folder that exists; make {}", folder.string()));
}

std::vector<LungPair> read_pairs(const std::vector<LungPairFiles>& files, int size) {
    std::vector<LungPair> pairs;
    for (const LungPairFiles& file : files) pairs.push_back(read_lung_pair(file, size));
    return pairs;
}

OptionTable segment_train_option_table() {
    const SegmenterTraining defaults;
    return OptionTable(
        {{"Options",
          {{"images", required_text("DIR"), "Folder of the radiographs."},
           {"masks", required_text("DIR"), "Folder of masks of the same names: what is not zero is lung."},
           {"list", optional_text("CSV"),
            "Table whose column 'name' holds the pairs to use; its column 'patient' keeps a patient out of "
            "either training or test. Default: all pairs."},
           {"out", required_text("FILE"), "File that the weights are written to, as safetensors."},
           {"note", optional_text("TEXT"),
            "Text kept in the weights' metadata, for example source and licence of the pairs."},
           {"epochs", small_integer(defaults.epochs), "Passes over the training pairs.", at_least(1)},
           {"size", small_integer(defaults.size),
            "Pixels by side of the network's input. More follow the outline more closely, and take more "
            "time."},
           {"channels", small_integer(defaults.channels),
            "Channels of the network's finest level. More make a larger and slower network."},
           {"batch", small_integer(defaults.batch), "Pairs of a step.", at_least(1)},
           {"phantoms", small_integer(0), "Synthetic radiographs that train beside the pairs.", at_least(0)},
           {"precision", text("fp32"), "Number format of the convolutions: fp32, or bf16, which rounds more.",
            one_of({"fp32", "bf16"})},
           {"learning-rate", real(defaults.learning_rate, fmt::format("{:g}", defaults.learning_rate)),
            "Learning rate at the start; it falls to 0 along a cosine.", positive()},
           {"held-out", real(0.15, "0.15"), "Share of the patients that test instead of training."},
           {"seed", count(defaults.seed),
            "Number that weights, order, augmentation and the choice of patients follow from."},
           segment_threads_row()}}});
}

}  // namespace

int segment_train(const Arguments& arguments) {
    const CommandHelp help{
        "gren segment train --images DIR --masks DIR --out FILE [options]",
        "Trains the lung segmenter on radiographs with masks of both lungs, matched by the stem of their "
        "names.",
        "gren segment train --images phantom/images --masks phantom/masks --out lungs.safetensors"};
    po::variables_map values;
    if (!parse_table(arguments, help, segment_train_option_table(), values)) return 0;
    const SegmenterTraining settings{.epochs = values["epochs"].as<int>(),
                                     .size = values["size"].as<int>(),
                                     .channels = values["channels"].as<int>(),
                                     .batch = values["batch"].as<int>(),
                                     .learning_rate = values["learning-rate"].as<double>(),
                                     .bfloat16 = text_of(values, "precision") == "bf16",
                                     .seed = values["seed"].as<std::uint64_t>()};
    const auto images = text_of(values, "images"), masks = text_of(values, "masks"),
               list = text_of(values, "list"), out = text_of(values, "out"), note = text_of(values, "note");
    const double held_out = values["held-out"].as<double>();
    const int phantoms = values["phantoms"].as<int>();
    check_training(settings, held_out, out);
    at::set_num_threads(values["threads"].as<int>());

    const auto files =
        find_lung_pairs(images, masks, list.empty() ? std::nullopt : std::optional<fs::path>(list));
    const LungPairSplit split = hold_out_patients(files, held_out, settings.seed);
    say_begun(fmt::format("segment train: reading {} pairs and drawing {} phantoms", split.training.size(),
                          phantoms));
    std::vector<LungPair> training = phantom_lung_pairs(phantoms, settings.size, settings.seed);
    std::ranges::copy(read_pairs(split.training, settings.size), std::back_inserter(training));
    fmt::print("{} pairs and {} phantoms to train on, {} held out\n", split.training.size(), phantoms,
               split.held_out.size());

    std::map<std::string, std::string> notes{{"data", note}};
    const auto report = [&](const SegmenterEpoch& epoch) {
        std::string line = fmt::format("epoch {}/{}: loss {:.4f}", epoch.epoch, settings.epochs, epoch.loss);
        if (!split.held_out.empty()) {
            notes["held_out_dice"] = fmt::format("{:.4f}", epoch.held_out_dice);
            line += ", held-out Dice " + notes["held_out_dice"];
        }
        std::cout << line << '\n' << std::flush;
    };
    const LungUNet unet =
        train_lung_unet(training, read_pairs(split.held_out, settings.size), settings, report);
    write_lung_unet(out, unet, notes);
    fmt::print("wrote {}\n", out);
    return 0;
}

}  // namespace gren
