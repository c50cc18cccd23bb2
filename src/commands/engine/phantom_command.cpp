// gren phantom: synthetic radiographs in NIH's layout.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "dataio/phantom/phantom.h"
#include "src/commands/commands.h"
#include "src/run/option_table.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

OptionTable phantom_option_table() {
    const phantom::PhantomOptions defaults;
    return OptionTable(
        {{"Options",
          {{"out", required_text("DIR"), "archive to write; must be empty"},
           {"images", small_integer(defaults.images), "how many radiographs", at_least(1)},
           {"patients", optional_small_integer(),
            fmt::format("of how many patients; default: {}, or as many as --images where those are fewer",
                        defaults.patients)},
           {"size", small_integer(defaults.size), "pixels a side", at_least(64, "pixels")},
           {"annotated", real(defaults.annotated_fraction), "share of diseased images with boxes",
            share_of_one()},
           {"healthy", real(defaults.healthy_fraction), "share of images without a finding", share_of_one()},
           {"unilateral", real(defaults.unilateral_fraction),
            "share of diseased images with one finding alone, so that one lung is clear", share_of_one()},
           {"builds", small_integer(defaults.builds),
            "so many builds that patients share, and so look alike; 0: each patient has its own"},
           {"seed", count(defaults.seed), "same seed, same bytes"}}}});
}

}  // namespace

int phantom_command(const Arguments& arguments) {
    const phantom::PhantomOptions defaults;
    po::variables_map values;
    const CommandHelp help{
        .usage = "gren phantom --out DIR [options]",
        .summary =
            "Makes synthetic chest radiographs: lungs, ribs, heart, eight boxed diseases, labels without "
            "boxes,\n"
            "masks of the lungs; in the layout of NIH ChestX-ray14. Nothing in them is clinical.",
        .example = "gren phantom --out phantoms --images 600 --size 256"};
    if (!parse_table(arguments, help, phantom_option_table(), values)) return 0;
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
    require(chosen.patients > 0 && chosen.patients <= images, "patients", chosen.patients,
            fmt::format("1 to the number of images, {}", images));
    require(chosen.builds >= 0 && chosen.builds <= chosen.patients, "builds", chosen.builds,
            "0 to the number of patients");
    const auto out = values["out"].as<std::string>();
    phantom::write_phantom_archive(out, chosen);
    std::cout << fmt::format("phantoms: {} radiographs of {}² pixels in {}\n", chosen.images, chosen.size,
                             out);
    return 0;
}

}  // namespace gren
