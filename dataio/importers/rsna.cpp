// RSNA Pneumonia Detection Challenge (Shih et al., Radiology: AI 2019): boxes on images of NIH ChestX-ray14.
#include <fmt/format.h>

#include <array>
#include <map>

#include "dataio/archive/box_row.h"
#include "dataio/archive/image_index.h"
#include "dataio/data_error.h"
#include "dataio/importers/archive_files.h"
#include "dataio/importers/vocabulary.h"
#include "dataio/named_table.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

constexpr const char* kRsnaLabels = "stage_2_train_labels.csv";
constexpr const char* kDetails = "stage_2_detailed_class_info.csv";
constexpr std::array<std::string_view, 6> kRsnaColumns{"patientId", "x", "y", "width", "height", "Target"};
constexpr std::array<std::string_view, 2> kDetailColumns{"patientId", "class"};

struct RsnaImage {
    bool is_positive = false;
    std::vector<ListedBox> boxes;
};
using RsnaImages = std::map<std::string, RsnaImage>;  // by "patientId", which is the image's

// A row a box, or one row without a box.
RsnaImages read_rsna_labels(const fs::path& file) {
    NamedTable table(file, kRsnaColumns);
    RsnaImages images;
    while (table.next()) {
        const std::string& id = table.text("patientId");
        const double target = table.number("Target");
        if (id.empty()) table.fail("patientId is empty");
        if (target != 0 && target != 1)
            table.fail(fmt::format("Target is '{}', expected 0 or 1", table.text("Target")));
        const auto [image, is_new] = images.try_emplace(id, RsnaImage{target == 1, {}});
        if (target == 0) {
            if (!is_new) table.fail(fmt::format("{} has a row already, and no box here; remove one", id));
            if (!table.text("x").empty()) table.fail("Target is 0 and there is a box, expected one of them");
            continue;
        }
        if (!image->second.is_positive)
            table.fail(fmt::format("{} has a row with Target 0 already; remove one", id));
        const ListedBox box = box_of_row(table, 0, {"x", "y", "width", "height"});
        for (const ListedBox& other : image->second.boxes)
            if (other.x == box.x && other.y == box.y && other.w == box.w && other.h == box.h)
                table.fail(fmt::format("repeats the box of {}; remove one", other.place));
        image->second.boxes.push_back(box);
    }
    return images;
}

// How many images without pneumonia are not normal.
std::int64_t abnormal_negatives(const fs::path& file, const RsnaImages& images) {
    NamedTable table(file, kDetailColumns);
    std::int64_t abnormal = 0;
    while (table.next()) {
        const auto image = images.find(table.text("patientId"));
        abnormal += image != images.end() && !image->second.is_positive &&
                    table.text("class") == "No Lung Opacity / Not Normal";
    }
    return abnormal;
}

}  // namespace

Archive import_rsna(const fs::path& directory, const ImportOptions& options) {
    const fs::path file = require_table(directory, kRsnaLabels);
    const ImageIndex index = index_images(directory);
    Vocabulary vocabulary({"Pneumonia"}, options.label_map);
    Archive archive{
        vocabulary.classes(),
        {},
        {},
        {},
        directory,
        {"RSNA Pneumonia Detection Challenge", "RSNA's terms of use; images of NIH ChestX-ray14", {}}};
    archive.report.notes = index.notes;
    const auto cls = vocabulary.class_of("Pneumonia", file.string());
    vocabulary.require_known();
    RsnaImages images = read_rsna_labels(file);
    archive.report.rows = static_cast<std::int64_t>(images.size());
    for (auto& [id, image] : images) {
        Radiograph* radiograph = add_radiograph(archive, index, id, id + ".dcm");
        if (!radiograph || !cls || !image.is_positive) continue;
        radiograph->label[*cls] = kLabelPresent;
        radiograph->boxes = std::move(image.boxes);
    }
    count_images_without_row(archive, index);
    archive.report.notes.push_back(
        "its images are NIH ChestX-ray14's: what was trained on NIH has seen these patients, and must not be "
        "tested "
        "here.");
    archive.report.notes.push_back("its column patientId names the image: no patient is known by it.");
    if (const auto details = table_there(directory, kDetails))
        archive.report.notes.push_back(
            fmt::format("{}: {} images without pneumonia are not normal otherwise, which no label says.",
                        kDetails, abnormal_negatives(*details, images)));
    complete_import(archive, directory, options, kRsnaLabels);
    return archive;
}

}  // namespace gren
