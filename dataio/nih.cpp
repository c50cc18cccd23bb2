// NIH ChestX-ray14 (Wang et al., CVPR 2017): its file names, its vocabulary and its malformed headers.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "dataio/archive.h"
#include "dataio/csv.h"
#include "dataio/data_error.h"
#include "dataio/image_index.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

// The order of the data set's paper; boxes exist for the first eight.
const std::vector<std::string> kDiseases = {
    "Atelectasis", "Cardiomegaly", "Effusion",           "Infiltration",  "Mass",
    "Nodule",      "Pneumonia",    "Pneumothorax",       "Consolidation", "Edema",
    "Emphysema",   "Fibrosis",     "Pleural_Thickening", "Hernia"};

const std::vector<std::string> kLabelFiles = {"Data_Entry_2017_v2020.csv", "Data_Entry_2017_v2020.csv.gz",
                                              "Data_Entry_2017.csv", "Data_Entry_2017.csv.gz"};
const std::vector<std::string> kBoxFiles = {"BBox_List_2017.csv", "BBox_List_2017.csv.gz"};

std::optional<fs::path> first_present(const fs::path& directory, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (fs::exists(directory / name)) return directory / name;
    }
    return std::nullopt;
}

std::size_t disease(const std::string& name, const CsvReader& csv) {
    const auto found = std::ranges::find(kDiseases, name);
    if (found == kDiseases.end()) {
        csv.fail(fmt::format("unknown disease '{}', expected one of {}", name, fmt::join(kDiseases, ", ")));
    }
    return static_cast<std::size_t>(found - kDiseases.begin());
}

std::vector<std::uint8_t> parse_labels(const std::string& labels, const CsvReader& csv) {
    std::vector<std::uint8_t> result(kDiseases.size(), kLabelAbsent);
    if (labels == "No Finding") return result;
    for (std::size_t begin = 0; begin <= labels.size();) {
        const std::size_t end = std::min(labels.find('|', begin), labels.size());
        result[disease(labels.substr(begin, end - begin), csv)] = kLabelPresent;
        begin = end + 1;
    }
    return result;
}

// Columns by name: the header's brackets hold commas only after those that matter.
void read_labels(const fs::path& file, const ImageIndex& images, Archive& archive) {
    CsvReader csv(file);
    if (!csv.next()) csv.fail("found an empty file, expected NIH's table of images");
    const std::size_t name_column = csv.column("Image Index");
    const std::size_t label_column = csv.column("Finding Labels");
    const std::size_t patient_column = csv.column("Patient ID");
    std::unordered_set<std::string> seen;
    while (csv.next()) {
        ++archive.report.rows;
        const std::string& name = csv.text(name_column);
        std::vector<std::uint8_t> label = parse_labels(csv.text(label_column), csv);
        const std::string stem = fs::path(name).stem().string();
        if (!seen.insert(stem).second) csv.fail(fmt::format("{} has a row already; remove one", name));
        const auto image = images.by_stem.find(stem);
        if (image == images.by_stem.end()) {
            ++archive.report.rows_without_image;
        } else {
            archive.radiographs.push_back(
                {name, image->second, csv.text(patient_column), std::move(label), {}});
        }
    }
}

// By position, since the header has nine fields and the rows have six: image, disease, x, y, width, height.
void read_boxes(const fs::path& file, Archive& archive) {
    std::unordered_map<std::string, Radiograph*> by_name;
    for (Radiograph& radiograph : archive.radiographs) by_name.emplace(radiograph.name, &radiograph);
    CsvReader csv(file);
    if (!csv.next() || csv.text(0) != "Image Index")
        csv.fail("expected a header that starts with 'Image Index'");
    while (csv.next()) {
        const std::string& written = csv.text(1);
        const std::size_t cls = disease(written == "Infiltrate" ? "Infiltration" : written, csv);
        const auto coordinate = [&](std::size_t column) { return static_cast<float>(csv.number(column)); };
        const Box box{static_cast<std::int32_t>(cls), coordinate(2), coordinate(3), coordinate(4),
                      coordinate(5)};
        const auto found = by_name.find(csv.text(0));
        if (found == by_name.end()) {
            ++archive.report.boxes_without_image;
            continue;
        }
        found->second->boxes.push_back(box);
        if (found->second->label[cls] != kLabelPresent) {
            found->second->label[cls] = kLabelPresent;
            archive.report.notes.push_back(
                fmt::format("{}:{}: {} has a box of {} but not its label, now set.", file.string(),
                            csv.line(), csv.text(0), kDiseases[cls]));
        }
    }
}

}  // namespace

Archive import_nih(const fs::path& directory) {
    ImageIndex images = index_images(directory);
    const std::optional<fs::path> label_file = first_present(directory, kLabelFiles);
    if (!label_file) {
        throw DataError(fmt::format("{} holds no label file, expected one of {}", directory.string(),
                                    fmt::join(kLabelFiles, ", ")));
    }
    Archive archive{kDiseases, {}, {}};
    archive.report.notes = std::move(images.notes);
    read_labels(*label_file, images, archive);
    if (archive.radiographs.empty()) {
        throw DataError(fmt::format(
            "{} holds none of the {} images that {} names (found {} images of other names); "
            "unpack the archive's images below it",
            directory.string(), archive.report.rows, label_file->filename().string(), images.by_stem.size()));
    }
    std::ranges::sort(archive.radiographs, {}, &Radiograph::name);
    archive.report.images_without_row =
        static_cast<std::int64_t>(images.by_stem.size() - archive.radiographs.size());
    if (const auto box_file = first_present(directory, kBoxFiles)) read_boxes(*box_file, archive);
    return archive;
}

}  // namespace gren
