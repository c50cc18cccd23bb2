// NIH ChestX-ray14 (Wang et al., CVPR 2017): its file names, its vocabulary and its malformed headers.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "dataio/archive/image_index.h"
#include "dataio/csv.h"
#include "dataio/data_error.h"
#include "dataio/importers/archive_files.h"
#include "dataio/importers/vocabulary.h"
#include "dataio/text_file.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

constexpr const char* kNihName = "NIH ChestX-ray14, or phantoms in its layout";
constexpr const char* kNihLicence =
    "NIH's images are free to use; name the NIH Clinical Center, link to its download and cite Wang et al., "
    "CVPR 2017";

// The order of the data set's paper; boxes exist for the first eight.
const std::vector<std::string> kDiseases = {
    "Atelectasis", "Cardiomegaly", "Effusion",           "Infiltration",  "Mass",
    "Nodule",      "Pneumonia",    "Pneumothorax",       "Consolidation", "Edema",
    "Emphysema",   "Fibrosis",     "Pleural_Thickening", "Hernia"};

const std::vector<std::string> kLabelFiles = {"Data_Entry_2017_v2020.csv", "Data_Entry_2017_v2020.csv.gz",
                                              "Data_Entry_2017.csv", "Data_Entry_2017.csv.gz"};
const std::vector<std::string> kBoxFiles = {"BBox_List_2017.csv", "BBox_List_2017.csv.gz"};

// Those of `names` that are there, in this order.
std::vector<fs::path> present(const fs::path& directory, const std::vector<std::string>& names) {
    std::vector<fs::path> files;
    for (const std::string& name : names)
        if (fs::exists(directory / name)) files.push_back(directory / name);
    return files;
}

std::string place_of(const CsvReader& csv) {
    return fmt::format("{}:{}", csv.file().string(), csv.line());
}

std::vector<std::uint8_t> parse_labels(const std::string& labels, const CsvReader& csv,
                                       Vocabulary& vocabulary) {
    std::vector<std::uint8_t> result(vocabulary.classes().size(), kLabelAbsent);
    if (labels == "No Finding") return result;
    for (const std::string& label : parts_of(labels, '|'))
        if (const auto cls = vocabulary.class_of(label, place_of(csv))) result[*cls] = kLabelPresent;
    return result;
}

// Columns by name: the header's brackets hold commas only after those that matter.
struct LabelTable {
    explicit LabelTable(const fs::path& file) : csv(file) {
        if (!csv.next()) csv.fail("found an empty file, expected NIH's table of images");
        name = csv.column("Image Index");
        labels = csv.column("Finding Labels");
        patient = csv.column("Patient ID");
        age = column_if_there("Patient Age");
        sex = column_if_there("Patient Gender");
        view = column_if_there("View Position");
    }

    std::size_t column_if_there(const char* column) const {
        return static_cast<std::size_t>(std::ranges::find(csv.fields(), column) - csv.fields().begin());
    }
    // Empty where the row has no such field.
    std::string detail(std::size_t column) const {
        return column < csv.fields().size() ? csv.text(column) : "";
    }

    CsvReader csv;
    std::size_t name = 0, labels = 0, patient = 0, age = 0, sex = 0, view = 0;
};

void read_nih_labels(const fs::path& file, const ImageIndex& images, Vocabulary& vocabulary,
                     Archive& archive) {
    LabelTable table(file);
    CsvReader& csv = table.csv;
    std::unordered_set<std::string> seen;
    std::int64_t odd_ages = 0;
    while (csv.next()) {
        ++archive.report.rows;
        const std::string& name = csv.text(table.name);
        std::vector<std::uint8_t> label = parse_labels(csv.text(table.labels), csv, vocabulary);
        const std::string stem = fs::path(name).stem().string();
        if (!seen.insert(stem).second) csv.fail(fmt::format("{} has a row already; remove one", name));
        Radiograph* radiograph = add_radiograph(archive, images, stem, name);
        if (!radiograph) continue;
        radiograph->patient = csv.text(table.patient);
        radiograph->label = std::move(label);
        radiograph->view = table.detail(table.view);
        radiograph->sex = sex_from(table.detail(table.sex));
        const std::string age = table.detail(table.age);
        radiograph->age = age_in_years(age);
        odd_ages += !age.empty() && std::isnan(radiograph->age);
    }
    note_odd_ages(archive, file, odd_ages);
}

// How a label file that is not read differs from the one that is.
std::string difference(const fs::path& taken, const fs::path& other) {
    std::unordered_map<std::string, std::string> rows;  // of `taken`
    const auto row_of = [](const LabelTable& table) {
        return table.csv.text(table.labels) + '\n' + table.csv.text(table.patient);
    };
    LabelTable table(taken), left_out(other);
    while (table.csv.next()) rows.emplace(table.csv.text(table.name), row_of(table));
    std::int64_t only_there = 0, unlike = 0;
    std::string first;
    while (left_out.csv.next()) {
        const std::string& name = left_out.csv.text(left_out.name);
        const auto row = rows.find(name);
        if (row == rows.end()) {
            ++only_there;
        } else {
            if (row->second != row_of(left_out) && unlike++ == 0)
                first = fmt::format(", the first being {}", name);
            rows.erase(row);
        }
    }
    return fmt::format(
        "{} is read and {} is not: labels or patient differ in {} images{}; {} images stand in the first "
        "alone, {} in the second "
        "alone. Move one away to choose.",
        taken.string(), other.filename().string(), unlike, first, rows.size(), only_there);
}

// By position, since the header has nine fields and the rows have six: image, disease, x, y, width, height.
void read_boxes(const fs::path& file, Vocabulary& vocabulary, Archive& archive) {
    std::unordered_map<std::string, Radiograph*> by_name;
    for (Radiograph& radiograph : archive.radiographs) by_name.emplace(radiograph.name, &radiograph);
    CsvReader csv(file);
    if (!csv.next() || csv.column("Image Index") != 0)
        csv.fail("expected a header that starts with 'Image Index'");
    while (csv.next()) {
        const std::string& written = csv.text(1);
        const auto meant =
            vocabulary.class_of(written == "Infiltrate" ? "Infiltration" : written, place_of(csv));
        if (!meant) continue;
        const std::size_t cls = *meant;
        const auto coordinate = [&](std::size_t column) { return static_cast<float>(csv.number(column)); };
        const ListedBox box{
            {static_cast<std::int32_t>(cls), coordinate(2), coordinate(3), coordinate(4), coordinate(5)},
            place_of(csv)};
        if (box.w <= 0 || box.h <= 0)
            csv.fail(fmt::format(
                "the box of {} has width {} and height {}, expected both above 0; correct or remove the row",
                written, csv.text(4), csv.text(5)));
        const auto found = by_name.find(csv.text(0));
        if (found == by_name.end()) {
            archive.boxes_without_image.push_back({box, csv.text(0)});
            continue;
        }
        found->second->boxes.push_back(box);
        if (found->second->label[cls] != kLabelPresent) {
            found->second->label[cls] = kLabelPresent;
            archive.report.notes.push_back(fmt::format("{}: {} has a box of {} but not its label, now set.",
                                                       box.place, csv.text(0), archive.classes[cls]));
        }
    }
}

}  // namespace

Archive import_nih(const fs::path& directory, const ImportOptions& options) {
    ImageIndex images = index_images(directory);
    const auto label_files = present(directory, kLabelFiles), box_files = present(directory, kBoxFiles);
    if (label_files.empty()) {
        throw DataError(fmt::format("{} holds no label file, expected one of {}", directory.string(),
                                    fmt::join(kLabelFiles, ", ")));
    }
    const fs::path& label_file = label_files.front();
    Vocabulary vocabulary(kDiseases, options.label_map);
    Archive archive{vocabulary.classes(), {}, {}, {}, directory, {kNihName, kNihLicence, {}}};
    archive.report.notes = std::move(images.notes);
    read_nih_labels(label_file, images, vocabulary, archive);
    if (archive.radiographs.empty()) {
        throw DataError(fmt::format(
            "{} holds none of the {} images that {} names (found {} images of other names); "
            "unpack the archive's images below it",
            directory.string(), archive.report.rows, label_file.filename().string(), images.by_stem.size()));
    }
    count_images_without_row(archive, images);
    for (std::size_t other = 1; other < label_files.size(); ++other)
        archive.report.notes.push_back(difference(label_file, label_files[other]));
    if (!box_files.empty()) read_boxes(box_files.front(), vocabulary, archive);
    vocabulary.require_known();
    if (box_files.size() > 1)
        archive.report.notes.push_back(fmt::format("{} is read and {} is not. Move one away to choose.",
                                                   box_files[0].string(), box_files[1].filename().string()));
    complete_import(archive, directory, options, label_file.filename().string());
    return archive;
}

}  // namespace gren
