// gren segment train: the lung segmenter from radiographs and masks.
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <map>

#include "src/commands/engine/segment_command.h"
#include "src/run/options.h"
#include "src/segmenter/phantom_pairs.h"
#include "src/segmenter/segmenter_training.h"

namespace gren {
namespace {

namespace fs = std::filesystem;

void check_training(const SegmenterTraining& settings, double held_out, const fs::path& out) {
    kSegmentRequires(settings.epochs >= 1, "epochs", settings.epochs, "at least 1");
    kSegmentRequires(settings.size >= 32 && settings.size <= 1024 && settings.size % 16 == 0, "size",
                     settings.size, "a multiple of 16 from 32 to 1024");
    kSegmentRequires(settings.channels >= 4 && settings.channels <= 64 && settings.channels % 4 == 0,
                     "channels", settings.channels, "a multiple of 4 from 4 to 64");
    kSegmentRequires(settings.batch >= 1, "batch", settings.batch, "at least 1");
    kSegmentRequires(settings.learning_rate > 0, "learning-rate", settings.learning_rate, "more than 0");
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

}  // namespace

int segment_train(const Arguments& arguments) {
    const CommandHelp help{
        "gren segment train --images DIR --masks DIR --out FILE [options]",
        "Trains the lung segmenter on radiographs with masks of both lungs, matched by the stem of their "
        "names.",
        "gren segment train --images phantom/images --masks phantom/masks --out lungs.safetensors"};
    SegmenterTraining settings;
    std::string images, masks, list, out, note;
    std::string precision = "fp32";
    double held_out = 0.15;
    int phantoms = 0;
    int threads = at::get_num_threads();
    auto options = option_group();
    options.add_options()                                                                       //
        ("images", po::value(&images)->required()->value_name("DIR"), "radiographs")            //
        ("masks", po::value(&masks)->required()->value_name("DIR"), "masks: non-zero is lung")  //
        ("list", po::value(&list)->value_name("CSV"),
         "use only the pairs in its column 'name'; its column 'patient' keeps a patient on one side of the "
         "held-out split")                                                                   //
        ("out", po::value(&out)->required()->value_name("FILE"), "weights, as safetensors")  //
        ("note", po::value(&note)->value_name("TEXT"),
         "kept in the weights' metadata, for example source and licence of the pairs")  //
        ("epochs", po::value(&settings.epochs)->default_value(settings.epochs),
         "passes over the training pairs")  //
        ("size", po::value(&settings.size)->default_value(settings.size),
         "pixels per side of the network's input")  //
        ("channels", po::value(&settings.channels)->default_value(settings.channels),
         "of the network's finest level")                                                     //
        ("batch", po::value(&settings.batch)->default_value(settings.batch), "pairs a step")  //
        ("phantoms", po::value(&phantoms)->default_value(phantoms),
         "synthetic radiographs to train on beside the pairs")                                         //
        ("precision", po::value(&precision)->default_value(precision), "fp32 or bf16 (convolutions)")  //
        ("learning-rate", po::value(&settings.learning_rate)->default_value(settings.learning_rate),
         "at the start; falls to 0 as a cosine")  //
        ("held-out", po::value(&held_out)->default_value(held_out),
         "share of the patients to test on instead of training")  //
        ("seed", po::value(&settings.seed)->default_value(settings.seed),
         "of weights, order, augmentation and split")  //
        ("threads", po::value(&threads)->default_value(threads), "of libtorch");
    po::variables_map values;
    if (!parse_options(arguments, help, options, values)) return 0;
    check_training(settings, held_out, out);
    kSegmentRequires(phantoms >= 0, "phantoms", phantoms, "0 or more");
    kSegmentRequires(precision == "fp32" || precision == "bf16", "precision", precision, "fp32 or bf16");
    settings.bfloat16 = precision == "bf16";
    use_threads(threads);

    const auto files =
        find_lung_pairs(images, masks, list.empty() ? std::nullopt : std::optional<fs::path>(list));
    const LungPairSplit split = hold_out_patients(files, held_out, settings.seed);
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
        std::cout << line << std::endl;
    };
    const LungUNet unet =
        train_lung_unet(training, read_pairs(split.held_out, settings.size), settings, report);
    write_lung_unet(out, unet, notes);
    fmt::print("wrote {}\n", out);
    return 0;
}

}  // namespace gren
