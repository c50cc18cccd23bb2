// gren inspect: what a prepared data set holds, and whether its bytes are those that were written.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <opencv2/imgcodecs.hpp>
#include <set>

#include "dataio/atomic_file.h"
#include "dataio/shards/dataset.h"
#include "dataio/shards/verify.h"
#include "src/commands/commands.h"
#include "src/inspect/contact_sheet.h"
#include "src/run/option_table.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

std::string description(const Dataset& dataset) {
    const auto& traits = dataset.traits();
    std::vector<std::int64_t> present(traits.classes.size()), unknown(present), boxes(present);
    std::set<std::string> patients;
    std::int64_t flagged = 0, annotated = 0;
    for (std::int64_t i = 0; i < dataset.size(); ++i) {
        const auto& info = dataset.info(i);
        for (std::size_t k = 0; k < present.size(); ++k) {
            present[k] += info.label[k] == kLabelPresent;
            unknown[k] += info.label[k] == kLabelUnknown;
        }
        for (const auto& box : info.boxes) ++boxes[static_cast<std::size_t>(box.cls)];
        patients.insert(info.patient);
        flagged += info.lungs_flagged;
        annotated += !info.boxes.empty();
    }
    auto text = fmt::format(
        "images: {} at {}² of {} patients; {} with boxes, {} with flagged lungs\n"
        "hashes: {} of {} and of ten blocks, average of 256 bits\n"
        "lungs: {}{}; digest: {}\n\n"
        "{:<22}{:>9}{:>9}{:>9}\n",
        dataset.size(), traits.image_size, patients.size(), annotated, flagged, traits.hash_variant,
        fmt::join(traits.regions, ", "), traits.lung_source, traits.aligned ? ", films aligned by them" : "",
        dataset.digest(), "class", "present", "unknown", "boxes");
    for (std::size_t k = 0; k < present.size(); ++k)
        text += fmt::format("{:<22}{:>9}{:>9}{:>9}\n", traits.classes[k], present[k], unknown[k], boxes[k]);
    return text;
}

void write_contact_sheet(const std::string& file, const Dataset& dataset, std::int64_t count) {
    const auto samples = contact_samples(dataset, count);
    std::vector<std::uint8_t> png;
    cv::imencode(".png", contact_sheet(dataset, samples), png);
    write_file_atomically(file, {reinterpret_cast<const char*>(png.data()), png.size()});
    std::cout << fmt::format("\ncontact sheet: {} ({} samples)\n", file, samples.size());
}

OptionTable inspect_option_table() {
    return OptionTable({{"Options",
                         {{"data", required_text("DIR"), "prepared data set"},
                          {"verify", flag(), "read every byte and compare checksums and digests"},
                          {"contact-sheet", optional_text("FILE"),
                           "draw samples with lungs, hash bits and boxes into this PNG"},
                          {"count", integer(24), "samples on the contact sheet", at_least(1)}}}});
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
    const Dataset dataset(data);
    std::cout << description(dataset);
    if (values.count("contact-sheet"))
        write_contact_sheet(values["contact-sheet"].as<std::string>(), dataset, count);
    if (values["verify"].as<bool>()) {
        verify(data);
        std::cout << "\nverified: every sample's checksum and every shard's digest\n";
    }
    return 0;
}

}  // namespace gren
