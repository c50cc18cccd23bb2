#include "dataio/manifest/tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gren {
namespace fs = std::filesystem;

std::size_t ManifestReading::class_of(const std::string& label, const NamedTable& table) const {
    const auto found = std::ranges::find(archive.classes, label);
    if (found == archive.classes.end())
        table.fail(fmt::format("unknown label '{}', expected one of the classes of manifest.ini: {}", label,
                               fmt::join(archive.classes, ", ")));
    return static_cast<std::size_t>(found - archive.classes.begin());
}

fs::path ManifestReading::file_at(const std::string& path, const NamedTable& table) const {
    if (path.empty()) table.fail("the path of the file is empty");
    const fs::path normal = fs::path(path).lexically_normal();
    if (!allow_outside && (normal.is_absolute() || *normal.begin() == ".."))
        table.fail(
            fmt::format("the path '{}' leads outside the folder of images {}; correct it, or allow such "
                        "paths by --allow-outside",
                        path, archive.images.string()));
    return (archive.images / normal).lexically_normal();
}

void ManifestReading::raise(Radiograph& radiograph, std::size_t cls, const std::string& place) {
    if (radiograph.label[cls] == kLabelPresent) return;
    radiograph.label[cls] = kLabelPresent;
    if (labels_raised++ == 0) first_raised = place;
}

}  // namespace gren
