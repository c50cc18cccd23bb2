// gren split: lists of training, validation and test images, written once and named by their digest.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "dataio/shards/official_split.h"
#include "dataio/shards/split.h"
#include "src/commands/commands.h"
#include "src/run/option_table.h"
#include "src/run/small_list.h"
#include "src/run/usage_error.h"

namespace gren {

namespace {

struct Destination {
    const Dataset& dataset;
    std::filesystem::path folder;

    void write(const Split& split) const {
        std::filesystem::create_directories(folder);
        const auto file = folder / fmt::format("{}_{}.json", split.participation, split.fold);
        write_split(file, split);
        std::cout << fmt::format(
            "{}: {} train ({} with boxes), {} validation, {} test; patients on both sides: {}; digest {}\n",
            file.string(), split.train.size(), split.boxed.size(), split.validation.size(), split.test.size(),
            patients_on_both_sides(dataset, split), digest(split).substr(0, 16));
        for (const auto& sentence : small_list_warnings(dataset, split))
            std::cerr << fmt::format("{}: warning: {}\n", file.string(), sentence);
    }
};

OfficialSplit official_split(const Dataset& dataset, const po::variables_map& values, bool by_patient) {
    if (!values.count("train-list") || !values.count("test-list"))
        throw UsageError(
            "gren split: --participation official needs --train-list and --test-list; expected NIH's "
            "train_val_list.txt and test_list.txt");
    return make_official_split(dataset, values["train-list"].as<std::string>(),
                               values["test-list"].as<std::string>(), by_patient,
                               values["seed"].as<std::uint64_t>());
}

OptionTable split_option_table() {
    return OptionTable(
        {{"Options",
          {{"data", required_text("DIR"), "Prepared data set whose images are listed."},
           {"out", optional_text("DIR"),
            "Folder that PARTICIPATION_FOLD.json is written to. Default: splits in --data."},
           {"participation", text("0.5_0.8"),
            "Shares of unboxed and boxed images that train: 0.5_0.8, 1.0_0.0, 1.0_0.4; or 70_10_20; "
            "official, NIH's lists; every, all but official with all their folds."},
           {"fold", small_integer(0), "Fold of the patients that tests, of five: 0 to 4."},
           {"split-by", text("patient"),
            "What is kept on one side of a list: patient (none both trains and tests) or image.",
            one_of({"patient", "image"})},
           {"seed", count(1), "Number that the lists follow from. The same seed gives the same lists."},
           {"train-list", optional_text("FILE"), "NIH's train_val_list.txt, for official."},
           {"test-list", optional_text("FILE"), "NIH's test_list.txt, for official."}}}});
}

}  // namespace

int split_command(const Arguments& arguments) {
    po::variables_map values;
    const CommandHelp help{
        .usage = "gren split --data DIR [options]",
        .summary =
            "Writes who trains (and with boxes), who validates and who tests (section IV of the paper). "
            "Warns of test lists so\n"
            "small that figures mean little: under 30 boxes, or a class with one positive image or none.",
        .example = "gren split --data shards --participation 0.5_0.8 --fold 0"};
    if (!parse_table(arguments, help, split_option_table(), values)) return 0;
    const auto by = values["split-by"].as<std::string>();
    const auto participation = values["participation"].as<std::string>();
    if (participation == "all")
        throw UsageError(
            "gren split: --participation all: in a plan of gren ablate that is every image training and "
            "testing, which needs no "
            "list; expected every for the lists of each participation and fold");
    const std::filesystem::path data = values["data"].as<std::string>();
    const Dataset dataset(data);
    const bool by_patient = by == "patient";
    const auto seed = values["seed"].as<std::uint64_t>();
    const Destination destination{dataset, values.count("out")
                                               ? std::filesystem::path(values["out"].as<std::string>())
                                               : data / "splits"};
    if (participation == "official") {
        const auto official = official_split(dataset, values, by_patient);
        destination.write(official.split);
        std::cout << fmt::format("names without an image here: {}; images in neither list: {}\n",
                                 official.absent, official.in_neither_list);
    } else if (participation == "every") {
        for (const auto& chosen : every_split(by_patient, seed))
            destination.write(make_split(dataset, chosen));
    } else {
        destination.write(make_split(dataset, {participation, values["fold"].as<int>(), by_patient, seed}));
    }
    return 0;
}

}  // namespace gren
