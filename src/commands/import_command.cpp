// gren import: a published archive becomes a manifest, the tables that gren prepare reads.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

#include "dataio/archive/archive_summary.h"
#include "dataio/data_error.h"
#include "dataio/dicom/dicom_file.h"
#include "dataio/importers/importers.h"
#include "dataio/manifest/manifest.h"
#include "dataio/text_file.h"
#include "src/commands/commands.h"
#include "src/run/option_table.h"
#include "src/run/progress.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

std::string importer_names() {
    std::vector<std::string> names;
    for (const Importer& importer : importers()) names.push_back(importer.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

const Importer& importer_called(const std::string& name) {
    const auto found = std::ranges::find(importers(), name, &Importer::name);
    if (found == importers().end())
        throw UsageError(fmt::format("gren import: '{}': expected one of {}", name, importer_names()));
    return *found;
}

// An option that would change nothing is refused.
void require_meaning(const po::variables_map& values, const Importer& importer) {
    const auto require = [&](bool has, const char* option, const char* what) {
        if (!has && !values[option].empty() && !values[option].defaulted())
            throw UsageError(fmt::format("gren import: --{}: {} has {}; leave the option out", option,
                                         importer.name, what));
    };
    require(importer.has_views, "views", "no views in its tables");
    require(importer.has_uncertain, "uncertain", "no uncertain labels");
    require(importer.has_readers, "readers", "one reading of each image");
}

// Its bytes as they are.
std::string read_salt(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string salt(std::istreambuf_iterator<char>(stream), {});
    if (!stream || salt.size() < kLeastSalt)
        throw DataError(fmt::format(
            "--patient-salt {0}: {1}, expected at least {2} bytes that nobody can guess; write them "
            "by head -c 32 /dev/urandom > {0}",
            file.string(), stream ? fmt::format("found {} bytes", salt.size()) : "cannot be read",
            kLeastSalt));
    return salt;
}

ImportOptions import_options(const po::variables_map& values) {
    ImportOptions options;
    options.label_map = text_of(values, "label-map");
    if (values.count("views")) options.views = parts_of(values["views"].as<std::string>(), ',');
    OptionCheck{"gren import"}(std::ranges::count(options.views, "") == 0, "views",
                               fmt::format("{}", fmt::join(options.views, ",")),
                               "views joined by commas, as PA,AP");
    const auto uncertain = values["uncertain"].as<std::string>(),
               readers = values["readers"].as<std::string>();
    options.uncertain = uncertain == "0"   ? Uncertain::absent
                        : uncertain == "1" ? Uncertain::present
                                           : Uncertain::unknown;
    options.readers = readers == "any" ? Readers::any : Readers::majority;
    if (values.count("patient-salt"))
        options.patient_salt = read_salt(values["patient-salt"].as<std::string>());
    return options;
}

// For the manifest: what another import of the same archive could have chosen otherwise.
std::string choices(const po::variables_map& values, const Importer& importer) {
    std::vector<std::string> said;
    const auto say = [&](bool has, const char* option) {
        if (has)
            said.push_back(fmt::format("{} {}", option,
                                       values.count(option) ? values[option].as<std::string>() : "all"));
    };
    say(importer.has_views, "views");
    say(importer.has_uncertain, "uncertain");
    say(importer.has_readers, "readers");
    say(values.count("label-map") > 0, "label-map");
    if (values.count("patient-salt")) said.push_back("patients by salted hash of PatientID");
    return fmt::format("{}", fmt::join(said, "; "));
}

OptionTable import_option_table() {
    return OptionTable(
        {{"Options",
          {{"from", required_text("NAME"),
            "Archive that is read: " + importer_names() + ". Its name alone does, too."},
           {"archive", required_text("DIR"),
            "Folder that the archive was unpacked into: its tables, and its images at any depth."},
           {"out", required_text("DIR"), "Folder that the manifest is written to; it must be empty."},
           {"label-map", optional_text("FILE"),
            "File that renames labels, one a line: the archive's label, a comma, its class here; nothing "
            "after the comma leaves the label out."},
           {"views", optional_text("LIST"), "Views whose films are taken, as PA,AP. Default: all."},
           {"uncertain", text("unknown"),
            "Meaning of a label of -1: unknown (it neither trains nor tests), 0 (absent) or 1 (present).",
            one_of({"unknown", "0", "1"})},
           {"readers", text("any"),
            "Findings that count where several people read a film: any (of at least one) or majority (of "
            "more than half).",
            one_of({"any", "majority"})},
           {"patient-salt", optional_text("FILE"),
            "File of at least 16 secret bytes with which DICOM's PatientID is hashed, for archives whose "
            "tables name no patient."}}}});
}

}  // namespace

int import_command(const Arguments& arguments) {
    po::positional_options_description positional;
    positional.add("from", 1);
    po::variables_map values;
    const CommandHelp help{
        .usage = "gren import NAME --archive DIR --out DIR [options]",
        .summary =
            "Writes the tables of a published archive as a manifest (dataio/MANIFEST.md), which 'gren "
            "prepare\n"
            "--manifest' reads, and says what it did not take. Images stay where they are.",
        .example = "gren import nih --archive ChestX-ray14 --out manifest --views PA,AP"};
    if (!parse_table(arguments, help, import_option_table(), values, positional)) return 0;
    const Importer& importer = importer_called(values["from"].as<std::string>());
    require_meaning(values, importer);
    const ImportOptions chosen = import_options(values);
    const std::filesystem::path out = values["out"].as<std::string>();
    refuse_occupied(out);
    say_begun(fmt::format("import: reading the tables and the names of the films of {}",
                          text_of(values, "archive")));
    Archive archive = importer.import(values["archive"].as<std::string>(), chosen);
    archive.provenance.choices = choices(values, importer);
    write_manifest(archive, out);
    std::cout << archive_summary(archive) << fmt::format("manifest: {}\n", out.string());
    return 0;
}

}  // namespace gren
