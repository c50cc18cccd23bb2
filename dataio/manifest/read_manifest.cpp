#include <fmt/format.h>

#include <algorithm>

#include "dataio/manifest/manifest.h"
#include "dataio/manifest/manifest_ini.h"
#include "dataio/manifest/tables.h"

namespace gren {
namespace fs = std::filesystem;

Archive read_manifest(const fs::path& folder, bool allow_outside) {
    ManifestIni ini = read_manifest_ini(folder);
    ManifestReading reading{.folder = folder, .allow_outside = allow_outside};
    Archive& archive = reading.archive;
    archive.classes = std::move(ini.classes);
    archive.images = (folder / ini.images).lexically_normal();
    archive.provenance = std::move(ini.provenance);

    read_image_table(reading);
    std::ranges::sort(archive.radiographs, {}, &Radiograph::name);
    for (std::size_t i = 0; i < archive.radiographs.size(); ++i)
        reading.index.emplace(archive.radiographs[i].name, i);
    if (fs::exists(folder / kBoxTable)) read_box_table(reading);
    if (fs::exists(folder / kMaskTable)) read_mask_table(reading);
    if (reading.labels_raised > 0)
        archive.report.notes.push_back(
            fmt::format("{}: the image has this disease's box but not its label, now set; {} labels were set "
                        "for such a reason.",
                        reading.first_raised, reading.labels_raised));
    note_missing_patients(archive);
    return std::move(reading.archive);
}

}  // namespace gren
