// gren split: lists of training, validation and test images, written once and named by their digest.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "dataio/split.h"
#include "src/commands.h"
#include "src/options.h"
#include "src/usage_error.h"

namespace gren {

int split_command(const Arguments& arguments) {
    auto options = option_group();
    options.add_options()                                                                       //
        ("data", po::value<std::string>()->required()->value_name("DIR"), "prepared data set")  //
        ("out", po::value<std::string>()->value_name("DIR"),
         "where PARTICIPATION_FOLD.json goes; default: --data/splits")  //
        ("participation", po::value<std::string>()->default_value("0.5_0.8"),
         "0.5_0.8, 1.0_0.0, 1.0_0.4 or 70_10_20")                        //
        ("fold", po::value<int>()->default_value(0), "of five: 0 to 4")  //
        ("split-by", po::value<std::string>()->default_value("patient"),
         "patient (none on both sides) or image")  //
        ("seed", po::value<std::uint64_t>()->default_value(1), "same seed, same lists");
    po::variables_map values;
    const CommandHelp help{
        .usage = "gren split --data DIR [options]",
        .summary =
            "Writes who trains (and with boxes), who validates and who tests (section IV of the paper).",
        .example = "gren split --data shards --participation 0.5_0.8 --fold 0"};
    if (!parse_options(arguments, help, options, values)) return 0;
    const auto by = values["split-by"].as<std::string>();
    if (by != "patient" && by != "image")
        throw UsageError(fmt::format("gren split: --split-by {}: expected patient or image", by));
    const std::filesystem::path data = values["data"].as<std::string>();
    const Dataset dataset(data);
    const auto split = make_split(dataset, {.participation = values["participation"].as<std::string>(),
                                            .fold = values["fold"].as<int>(),
                                            .by_patient = by == "patient",
                                            .seed = values["seed"].as<std::uint64_t>()});
    const auto folder =
        values.count("out") ? std::filesystem::path(values["out"].as<std::string>()) : data / "splits";
    std::filesystem::create_directories(folder);
    const auto file = folder / fmt::format("{}_{}.json", split.participation, split.fold);
    write_split(file, split);
    std::cout << fmt::format(
        "{}: {} train ({} with boxes), {} validation, {} test; patients on both sides: {}; digest {}\n",
        file.string(), split.train.size(), split.boxed.size(), split.validation.size(), split.test.size(),
        patients_on_both_sides(dataset, split), digest(split).substr(0, 16));
    return 0;
}

}  // namespace gren
