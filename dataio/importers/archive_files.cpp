#include "dataio/importers/archive_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "dataio/data_error.h"
#include "dataio/importers/chosen_views.h"
#include "dataio/importers/hashed_patients.h"

namespace gren {
namespace fs = std::filesystem;

std::optional<fs::path> table_there(const fs::path& directory, const std::string& name) {
    for (const std::string& form : {name, name + ".gz"})
        if (fs::exists(directory / form)) return directory / form;
    return std::nullopt;
}

fs::path require_table(const fs::path& directory, const std::string& name) {
    if (!fs::is_directory(directory))
        throw DataError(
            fmt::format("{} is no folder, expected the folder of an archive", directory.string()));
    if (auto table = table_there(directory, name)) return *std::move(table);
    throw DataError(fmt::format("{} holds no {}, plain or .gz; expected the archive as it is published",
                                directory.string(), name));
}

Radiograph* add_radiograph(Archive& archive, const ImageIndex& index, const std::string& stem,
                           const std::string& name) {
    const auto film = index.by_stem.find(stem);
    if (film == index.by_stem.end()) {
        ++archive.report.rows_without_image;
        return nullptr;
    }
    return &archive.radiographs.emplace_back(
        Radiograph{name, film->second, "", std::vector(archive.classes.size(), kLabelAbsent), {}});
}

void count_images_without_row(Archive& archive, const ImageIndex& index) {
    archive.report.images_without_row =
        static_cast<std::int64_t>(index.by_stem.size() - archive.radiographs.size());
}

void note_odd_ages(Archive& archive, const fs::path& file, std::int64_t count) {
    if (count > 0)
        archive.report.notes.push_back(fmt::format(
            "{}: {} ages are none of 0 to 120 years and taken for unknown.", file.string(), count));
}

void complete_import(Archive& archive, const fs::path& directory, const ImportOptions& options,
                     const std::string& tables) {
    if (archive.radiographs.empty())
        throw DataError(fmt::format(
            "{} holds none of the images that the {} rows of {} name; unpack the archive's images "
            "below it",
            directory.string(), archive.report.rows, tables));
    std::ranges::sort(archive.radiographs, {}, &Radiograph::name);
    keep_views(archive, options.views);
    if (!options.patient_salt.empty()) hash_patients(archive, options.patient_salt);
    note_missing_patients(archive);
}

}  // namespace gren
