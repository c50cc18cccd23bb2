#include "dataio/manifest/manifest_ini.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "dataio/data_error.h"
#include "dataio/text_file.h"

namespace gren {
namespace {

constexpr const char* kVersion = "1";

std::string one_line(const char* name, const std::string& value) {
    if (value.empty()) return "";
    if (value.find_first_of("\r\n") != std::string::npos || value.starts_with('#') ||
        value.find(" #") != std::string::npos || trimmed(value) != value)
        throw DataError(
            fmt::format("{} is '{}', expected what one line of {} can hold: no line breaks, no "
                        "blanks at its ends, no # at its start or behind a blank",
                        name, value, kManifestIni));
    return fmt::format("{} = {}\n", name, value);
}

}  // namespace

ManifestIni read_manifest_ini(const std::filesystem::path& folder) {
    const auto file = folder / kManifestIni;
    const auto text = read_text(file);
    if (!text)
        throw DataError(
            fmt::format("{} is missing, expected the folder of a manifest (dataio/MANIFEST.md), as "
                        "'gren import' writes it",
                        file.string()));
    std::map<std::string, std::string> values{{"version", ""}, {"classes", ""}, {"images", ""},
                                              {"archive", ""}, {"licence", ""}, {"choices", ""}};
    for (const TextLine& line : lines_with_text(*text)) {
        const auto fault = [&](const std::string& sentence) {
            return DataError(fmt::format("{}:{}: {}", file.string(), line.number, sentence));
        };
        const auto equals = line.text.find('=');
        if (equals == std::string::npos)
            throw fault(fmt::format("found '{}', expected name = value", line.text));
        const std::string name(trimmed(line.text.substr(0, equals)));
        const auto value = values.find(name);
        if (value == values.end())
            throw fault(fmt::format(
                "found '{}', expected version, classes, images, archive, licence or choices", name));
        if (!value->second.empty()) throw fault(fmt::format("'{}' has a line already; remove one", name));
        value->second = trimmed(line.text.substr(equals + 1));
    }
    if (values["version"] != kVersion)
        throw DataError(
            fmt::format("{}: version is '{}', expected {}", file.string(), values["version"], kVersion));
    ManifestIni ini{parts_of(values["classes"], '|'),
                    values["images"],
                    {values["archive"], values["licence"], values["choices"]}};
    if (std::ranges::count(ini.classes, "") > 0)
        throw DataError(fmt::format("{}: classes is '{}', expected the diseases in their order, joined by |",
                                    file.string(), values["classes"]));
    for (const std::string& name : ini.classes) {
        if (std::ranges::count(ini.classes, name) > 1)
            throw DataError(fmt::format("{}: the class '{}' stands twice", file.string(), name));
        if (name.find('/') != std::string::npos)
            throw DataError(
                fmt::format("{}: the class '{}' holds a /, which the file names of pictures cannot; give "
                            "it another name here and in the tables",
                            file.string(), name));
    }
    return ini;
}

std::string to_text(const ManifestIni& ini) {
    for (const std::string& name : ini.classes)
        if (name.find('|') != std::string::npos)
            throw DataError(
                fmt::format("the class '{}' holds a |, which joins labels in a manifest; give it "
                            "another name by --label-map",
                            name));
    return fmt::format("version = {}\n", kVersion) +
           one_line("classes", fmt::format("{}", fmt::join(ini.classes, "|"))) +
           one_line("images", ini.images.string()) + one_line("archive", ini.provenance.archive) +
           one_line("licence", ini.provenance.licence) + one_line("choices", ini.provenance.choices);
}

}  // namespace gren
