// gren inspect: what a prepared data set holds, and whether its bytes are those that were written.
#include <fmt/format.h>

#include <iostream>
#include <opencv2/imgcodecs.hpp>

#include "dataio/atomic_file.h"
#include "dataio/shards/dataset.h"
#include "dataio/shards/verify.h"
#include "src/commands/commands.h"
#include "src/inspect/contact_sheet.h"
#include "src/inspect/contents.h"
#include "src/run/option_table.h"
#include "src/run/progress.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

std::string write_contact_sheet(const std::string& file, const Dataset& dataset, std::int64_t count) {
    const auto samples = contact_samples(dataset, count);
    std::vector<std::uint8_t> png;
    cv::imencode(".png", contact_sheet(dataset, samples), png);
    write_file_atomically(file, {reinterpret_cast<const char*>(png.data()), png.size()});
    return fmt::format("\ncontact sheet: {} ({} samples)\n", file, samples.size());
}

OptionTable inspect_option_table() {
    return OptionTable(
        {{"Options",
          {{"data", required_text("DIR"), "Prepared data set to look at; its name alone does, too."},
           {"verify", flag(),
            "Reads every byte and compares checksums and digests; it names what is damaged."},
           {"json", flag(), "Prints what the data set holds as JSON."},
           {"contact-sheet", optional_text("FILE"),
            "PNG that samples are drawn into, with lungs, hash bits and boxes."},
           {"count", integer(24), "Samples on the contact sheet.", at_least(1)}}}});
}

}  // namespace

int inspect_command(const Arguments& arguments) {
    po::positional_options_description positional;
    positional.add("data", 1);
    po::variables_map values;
    const CommandHelp help{
        .usage = "gren inspect --data DIR [options]",
        .summary = "Prints what a prepared data set holds, checks its bytes, draws a contact sheet.",
        .example = "gren inspect shards --verify --contact-sheet sheet.png"};
    if (!parse_table(arguments, help, inspect_option_table(), values, positional)) return 0;
    const auto count = values["count"].as<std::int64_t>();
    const auto data = values["data"].as<std::string>();
    say_begun(fmt::format("inspect: opening {}", data));
    const Dataset dataset(data);
    const bool as_json = values["json"].as<bool>();
    std::cout << (as_json ? contents_json : contents_text)(contents_of(dataset), dataset);
    auto& words = as_json ? std::cerr : std::cout;
    if (values.count("contact-sheet"))
        words << write_contact_sheet(values["contact-sheet"].as<std::string>(), dataset, count);
    if (values["verify"].as<bool>()) {
        say_begun(fmt::format("inspect: reading all bytes of {} images", dataset.size()));
        verify(data);
        words << "\nverified: every sample's checksum and every shard's digest\n";
    }
    return 0;
}

}  // namespace gren
