#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "dataio/atomic_file.h"
#include "dataio/csv.h"
#include "dataio/data_error.h"
#include "dataio/manifest/manifest.h"
#include "dataio/manifest/manifest_ini.h"
#include "dataio/manifest/tables.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

std::string joined_labels(const Radiograph& radiograph, std::uint8_t value, const Archive& archive) {
    std::string joined;
    for (std::size_t k = 0; k < archive.classes.size(); ++k)
        if (radiograph.label[k] == value) joined += (joined.empty() ? "" : "|") + archive.classes[k];
    return joined;
}

std::string row_of(std::vector<std::string> fields) {
    for (std::string& field : fields) field = csv_field(field);
    return fmt::format("{}\n", fmt::join(fields, ","));
}

// Takes away what an earlier writing left, and nothing else.
void discard(const fs::path& temporary) {
    std::error_code ignored;
    for (const char* name : {kImageTable, kBoxTable, kMaskTable, kManifestIni})
        for (const auto& file : {temporary / name, temporary_name(temporary / name)})
            fs::remove(file, ignored);
    fs::remove(temporary, ignored);
}

std::string image_table(const Archive& archive) {
    std::string text = "image,path,patient,study,view,sex,age,site,split,labels,unknown\n";
    for (const Radiograph& r : archive.radiographs)
        text += row_of({r.name, r.file.lexically_relative(archive.images).string(), r.patient, r.study,
                        r.view, r.sex, std::isnan(r.age) ? "" : fmt::format("{}", r.age), r.site, r.split,
                        joined_labels(r, kLabelPresent, archive), joined_labels(r, kLabelUnknown, archive)});
    return text;
}

std::string box_table(const Archive& archive) {
    std::string text = "image,label,x,y,w,h,reader\n";
    const auto add = [&](const std::string& image, const ListedBox& box) {
        const auto number = [](float value) { return fmt::format("{}", value); };
        text += row_of({image, archive.classes[static_cast<std::size_t>(box.cls)], number(box.x),
                        number(box.y), number(box.w), number(box.h), box.reader});
    };
    for (const Radiograph& radiograph : archive.radiographs)
        for (const ListedBox& box : radiograph.boxes) add(radiograph.name, box);
    for (const BoxWithoutImage& box : archive.boxes_without_image) add(box.image, box);
    return text;
}

std::string mask_table(const Archive& archive) {
    std::string text = "image,label,encoding,data\n";
    for (const Radiograph& radiograph : archive.radiographs)
        for (const ListedMask& mask : radiograph.masks)
            text += row_of({radiograph.name, archive.classes[static_cast<std::size_t>(mask.cls)],
                            mask.encoding, mask.data});
    return text;
}

}  // namespace

void refuse_occupied(const fs::path& out) {
    std::error_code error;
    if (fs::exists(out, error) && !(fs::is_directory(out, error) && fs::is_empty(out, error)))
        throw DataError(
            fmt::format("{}: exists and is not an empty folder; choose another or remove it", out.string()));
}

void write_manifest(const Archive& archive, const fs::path& out) {
    refuse_occupied(out);
    const std::string ini =
        to_text({archive.classes, fs::absolute(archive.images).lexically_normal(), archive.provenance});
    const fs::path temporary = temporary_name(fs::path(out / "").parent_path());
    discard(temporary);
    refuse_occupied(temporary);
    std::error_code error;
    fs::create_directories(temporary, error);
    if (error)
        throw DataError(fmt::format("{}: cannot be created ({})", temporary.string(), error.message()));
    try {
        write_file_atomically(temporary / kImageTable, image_table(archive));
        write_file_atomically(temporary / kBoxTable, box_table(archive));
        write_file_atomically(temporary / kMaskTable, mask_table(archive));
        write_file_atomically(temporary / kManifestIni, ini);
        fs::rename(temporary, out, error);
        if (error)
            throw DataError(fmt::format("{}: cannot be renamed from {} ({})", out.string(),
                                        temporary.string(), error.message()));
    } catch (...) {
        discard(temporary);
        throw;
    }
}

}  // namespace gren
