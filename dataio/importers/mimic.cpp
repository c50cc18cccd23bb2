// MIMIC-CXR-JPG (Johnson et al., PhysioNet): images in one table, the labels of their studies in another.
#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <unordered_set>

#include "dataio/data_error.h"
#include "dataio/importers/archive_files.h"
#include "dataio/importers/finding_columns.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

constexpr const char* kMimicImages = "mimic-cxr-2.0.0-metadata.csv";  // so also in release 2.1
constexpr const char* kMimicLabels = "mimic-cxr-2.0.0-chexpert.csv";
constexpr const char* kMimicSplit = "mimic-cxr-2.0.0-split.csv";

constexpr std::array<std::string_view, 4> kImageColumns{"dicom_id", "subject_id", "study_id", "ViewPosition"};
constexpr std::array<std::string_view, 2> kSplitColumns{"dicom_id", "split"};

using StudyLabels = std::unordered_map<std::string, std::vector<std::uint8_t>>;  // by study
using Splits = std::unordered_map<std::string, std::string>;                     // by image

StudyLabels read_study_labels(const fs::path& file, FindingColumns& findings) {
    std::vector<std::string_view> columns{"subject_id", "study_id", kNoFinding};
    for (const std::string& name : chexpert_labels()) columns.push_back(name);
    NamedTable table(file, columns);
    StudyLabels labels;
    while (table.next())
        if (!labels.emplace(table.text("study_id"), findings.label(table)).second)
            table.fail(fmt::format("the study {} has a row already; remove one", table.text("study_id")));
    return labels;
}

Splits read_splits(const fs::path& directory, Archive& archive) {
    Splits splits;
    const auto file = table_there(directory, kMimicSplit);
    if (!file) {
        archive.report.notes.push_back(fmt::format("{} is not here: no image has a split.", kMimicSplit));
        return splits;
    }
    NamedTable table(*file, kSplitColumns);
    while (table.next())
        if (!splits.emplace(table.text("dicom_id"), table.text("split")).second)
            table.fail(fmt::format("{} has a row already; remove one", table.text("dicom_id")));
    return splits;
}

// files/p10/p10000032/s50414267/<dicom>.jpg, unpacked with or without `files`, as JPEG or as another form.
fs::path mimic_image(const fs::path& directory, const NamedTable& table) {
    const std::string& subject = table.text("subject_id");
    const fs::path below = fs::path(fmt::format("p{:.2}", subject)) / fmt::format("p{}", subject) /
                           fmt::format("s{}", table.text("study_id"));
    for (const char* root : {"files", ""})
        for (const char* extension : {".jpg", ".png", ".dcm"})
            if (fs::path file = directory / root / below / (table.text("dicom_id") + extension);
                fs::is_regular_file(file))
                return file;
    return {};
}

}  // namespace

Archive import_mimic(const fs::path& directory, const ImportOptions& options) {
    const fs::path images = require_table(directory, kMimicImages);
    Vocabulary vocabulary(chexpert_labels(), options.label_map);
    FindingColumns findings(vocabulary, options.uncertain);
    Archive archive{vocabulary.classes(),
                    {},
                    {},
                    {},
                    directory,
                    {"MIMIC-CXR-JPG", "PhysioNet Credentialed Health Data License 1.5.0", {}}};
    const StudyLabels labels = read_study_labels(require_table(directory, kMimicLabels), findings);
    const Splits splits = read_splits(directory, archive);
    vocabulary.require_known();

    NamedTable table(images, kImageColumns);
    std::unordered_set<std::string> seen;
    std::int64_t without_labels = 0;
    while (table.next()) {
        ++archive.report.rows;
        const std::string& id = table.text("dicom_id");
        if (!seen.insert(id).second) table.fail(fmt::format("{} has a row already; remove one", id));
        fs::path image = mimic_image(directory, table);
        if (image.empty()) {
            ++archive.report.rows_without_image;
            continue;
        }
        const auto label = labels.find(table.text("study_id"));
        without_labels += label == labels.end();
        Radiograph& radiograph = archive.radiographs.emplace_back(Radiograph{
            id + ".jpg",
            std::move(image),
            table.text("subject_id"),
            label == labels.end() ? std::vector(archive.classes.size(), kLabelUnknown) : label->second,
            {}});
        radiograph.study = table.text("study_id");
        radiograph.view = table.text("ViewPosition");
        if (const auto split = splits.find(id); split != splits.end()) radiograph.split = split->second;
    }
    archive.report.notes.push_back(findings.note());
    archive.report.notes.push_back("labels are of studies: each image has those of its study's report.");
    if (without_labels > 0)
        archive.report.notes.push_back(
            fmt::format("{} images are of studies without labels: all theirs are unknown.", without_labels));
    note_unread_columns(table, kMimicImages, archive.report.notes);
    complete_import(archive, directory, options, kMimicImages);
    return archive;
}

}  // namespace gren
