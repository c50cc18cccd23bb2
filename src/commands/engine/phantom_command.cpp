// gren phantom: synthetic radiographs in NIH's layout.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "dataio/phantom/phantom.h"
#include "src/commands/commands.h"
#include "src/run/options.h"
#include "src/run/usage_error.h"

namespace gren {

int phantom_command(const Arguments& arguments) {
    const phantom::PhantomOptions defaults;
    auto options = option_group();
    options.add_options()  //
        ("out", po::value<std::string>()->required()->value_name("DIR"),
         "archive to write; must be empty")                                                   //
        ("images", po::value<int>()->default_value(defaults.images), "how many radiographs")  //
        ("patients", po::value<int>(),
         fmt::format("of how many patients; default: {}, or as many as --images where those are fewer",
                     defaults.patients)
             .c_str())                                                             //
        ("size", po::value<int>()->default_value(defaults.size), "pixels a side")  //
        ("annotated", po::value<double>()->default_value(defaults.annotated_fraction),
         "share of diseased images with boxes")  //
        ("healthy", po::value<double>()->default_value(defaults.healthy_fraction),
         "share of images without a finding")  //
        ("unilateral", po::value<double>()->default_value(defaults.unilateral_fraction),
         "share of diseased images with one finding alone, so that one lung is clear")  //
        ("builds", po::value<int>()->default_value(defaults.builds),
         "so many builds that patients share, and so look alike; 0: each patient has its own")  //
        ("seed", po::value<std::uint64_t>()->default_value(defaults.seed), "same seed, same bytes");
    po::variables_map values;
    const CommandHelp help{
        .usage = "gren phantom --out DIR [options]",
        .summary =
            "Makes synthetic chest radiographs: lungs, ribs, heart, eight boxed diseases, labels without "
            "boxes,\n"
            "masks of the lungs; in the layout of NIH ChestX-ray14. Nothing in them is clinical.",
        .example = "gren phantom --out phantoms --images 600 --size 256"};
    if (!parse_options(arguments, help, options, values)) return 0;
    const int images = values["images"].as<int>();
    const phantom::PhantomOptions chosen{.images = images,
                                         .patients = values.count("patients")
                                                         ? values["patients"].as<int>()
                                                         : std::min(defaults.patients, images),
                                         .size = values["size"].as<int>(),
                                         .annotated_fraction = values["annotated"].as<double>(),
                                         .healthy_fraction = values["healthy"].as<double>(),
                                         .unilateral_fraction = values["unilateral"].as<double>(),
                                         .builds = values["builds"].as<int>(),
                                         .seed = values["seed"].as<std::uint64_t>()};
    const OptionCheck require{"gren phantom"};
    require(chosen.images > 0, "images", chosen.images, "at least 1");
    require(chosen.patients > 0 && chosen.patients <= images, "patients", chosen.patients,
            fmt::format("1 to the number of images, {}", images));
    require(chosen.size >= 64, "size", chosen.size, "at least 64 pixels");
    const auto share = [](double value) { return value >= 0 && value <= 1; };
    require(share(chosen.annotated_fraction), "annotated", chosen.annotated_fraction,
            "a share between 0 and 1");
    require(share(chosen.healthy_fraction), "healthy", chosen.healthy_fraction, "a share between 0 and 1");
    require(share(chosen.unilateral_fraction), "unilateral", chosen.unilateral_fraction,
            "a share between 0 and 1");
    require(chosen.builds >= 0 && chosen.builds <= chosen.patients, "builds", chosen.builds,
            "0 to the number of patients");
    const auto out = values["out"].as<std::string>();
    phantom::write_phantom_archive(out, chosen);
    std::cout << fmt::format("phantoms: {} radiographs of {}² pixels in {}\n", chosen.images, chosen.size,
                             out);
    return 0;
}

}  // namespace gren
