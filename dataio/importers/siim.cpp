// SIIM-ACR Pneumothorax Segmentation: masks as run lengths, several rows an image.
#include <fmt/format.h>

#include <array>
#include <map>

#include "dataio/archive/image_index.h"
#include "dataio/data_error.h"
#include "dataio/importers/archive_files.h"
#include "dataio/importers/vocabulary.h"
#include "dataio/named_table.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

constexpr const char* kSiimTables[] = {"train-rle.csv", "stage_2_train.csv"};
constexpr const char* kNoMask = "-1";
// " EncodedPixels" in the first stage's header; blanks around fields are no part of them.
constexpr std::array<std::string_view, 2> kSiimColumns{"ImageId", "EncodedPixels"};

using Masks = std::map<std::string, std::vector<std::string>>;  // of an image; none: the row says -1

Masks read_masks(const fs::path& file) {
    NamedTable table(file, kSiimColumns);
    Masks masks;
    while (table.next()) {
        const std::string &id = table.text("ImageId"), &runs = table.text("EncodedPixels");
        if (id.empty() || runs.empty())
            table.fail("expected an image and its run lengths, or -1 where it has no mask");
        const auto [image, is_new] = masks.try_emplace(id);
        if (!is_new && (runs == kNoMask || image->second.empty()))
            table.fail(fmt::format("{} has a row already, and -1 stands alone; remove one", id));
        if (runs == kNoMask) continue;
        for (const std::string& other : image->second)
            if (other == runs) table.fail(fmt::format("{} has this mask already; remove one", id));
        image->second.push_back(runs);
    }
    return masks;
}

fs::path siim_table(const fs::path& directory) {
    for (const char* name : kSiimTables)
        if (auto table = table_there(directory, name)) return *std::move(table);
    return require_table(directory, kSiimTables[0]);
}

}  // namespace

Archive import_siim(const fs::path& directory, const ImportOptions& options) {
    const fs::path file = siim_table(directory);
    const ImageIndex index = index_images(directory);
    Vocabulary vocabulary({"Pneumothorax"}, options.label_map);
    Archive archive{vocabulary.classes(),
                    {},
                    {},
                    {},
                    directory,
                    {"SIIM-ACR Pneumothorax Segmentation", "the rules of its Kaggle competition", {}}};
    archive.report.notes = index.notes;
    const auto cls = vocabulary.class_of("Pneumothorax", file.string());
    vocabulary.require_known();
    const Masks masks = read_masks(file);
    archive.report.rows = static_cast<std::int64_t>(masks.size());
    for (const auto& [id, runs] : masks) {
        Radiograph* radiograph = add_radiograph(archive, index, id, id + ".dcm");
        if (!radiograph || !cls || runs.empty()) continue;
        radiograph->label[*cls] = kLabelPresent;
        for (const std::string& one : runs)
            radiograph->masks.push_back({static_cast<std::int32_t>(*cls), "siim", one});
    }
    count_images_without_row(archive, index);
    complete_import(archive, directory, options, file.filename().string());
    return archive;
}

}  // namespace gren
