// NIH ChestX-ray14 (Wang et al., CVPR 2017): its file names, its vocabulary and its malformed headers.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "dataio/archive/archive.h"
#include "dataio/archive/image_index.h"
#include "dataio/csv.h"
#include "dataio/data_error.h"
#include "dataio/text_file.h"

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

// Those of `names` that are there, in this order.
std::vector<fs::path> present(const fs::path& directory, const std::vector<std::string>& names) {
    std::vector<fs::path> files;
    for (const std::string& name : names)
        if (fs::exists(directory / name)) files.push_back(directory / name);
    return files;
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
        result[disease(std::string(trimmed(labels.substr(begin, end - begin))), csv)] = kLabelPresent;
        begin = end + 1;
    }
    return result;
}

// Columns by name: the header's brackets hold commas only after those that matter.
struct LabelTable {
    explicit LabelTable(const fs::path& file) : csv(file) {
        if (!csv.next()) csv.fail("found an empty file, expected NIH's table of images");
        name = csv.column("Image Index");
        labels = csv.column("Finding Labels");
        patient = csv.column("Patient ID");
    }

    CsvReader csv;
    std::size_t name = 0, labels = 0, patient = 0;
};

void read_labels(const fs::path& file, const ImageIndex& images, Archive& archive) {
    LabelTable table(file);
    CsvReader& csv = table.csv;
    std::unordered_set<std::string> seen;
    while (csv.next()) {
        ++archive.report.rows;
        const std::string& name = csv.text(table.name);
        std::vector<std::uint8_t> label = parse_labels(csv.text(table.labels), csv);
        const std::string stem = fs::path(name).stem().string();
        if (!seen.insert(stem).second) csv.fail(fmt::format("{} has a row already; remove one", name));
        const auto image = images.by_stem.find(stem);
        if (image == images.by_stem.end()) {
            ++archive.report.rows_without_image;
        } else {
            archive.radiographs.push_back(
                {name, image->second, csv.text(table.patient), std::move(label), {}});
        }
    }
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
void read_boxes(const fs::path& file, Archive& archive) {
    std::unordered_map<std::string, Radiograph*> by_name;
    for (Radiograph& radiograph : archive.radiographs) by_name.emplace(radiograph.name, &radiograph);
    CsvReader csv(file);
    if (!csv.next() || csv.column("Image Index") != 0)
        csv.fail("expected a header that starts with 'Image Index'");
    while (csv.next()) {
        const std::string& written = csv.text(1);
        const std::size_t cls = disease(written == "Infiltrate" ? "Infiltration" : written, csv);
        const auto coordinate = [&](std::size_t column) { return static_cast<float>(csv.number(column)); };
        const ListedBox box{
            {static_cast<std::int32_t>(cls), coordinate(2), coordinate(3), coordinate(4), coordinate(5)},
            fmt::format("{}:{}", file.string(), csv.line())};
        if (box.w <= 0 || box.h <= 0)
            csv.fail(fmt::format(
                "the box of {} has width {} and height {}, expected both above 0; correct or remove the row",
                written, csv.text(4), csv.text(5)));
        const auto found = by_name.find(csv.text(0));
        if (found == by_name.end()) {
            archive.boxes_without_image.push_back(box);
            continue;
        }
        found->second->boxes.push_back(box);
        if (found->second->label[cls] != kLabelPresent) {
            found->second->label[cls] = kLabelPresent;
            archive.report.notes.push_back(fmt::format("{}: {} has a box of {} but not its label, now set.",
                                                       box.place, csv.text(0), kDiseases[cls]));
        }
    }
}

}  // namespace

Archive import_nih(const fs::path& directory) {
    ImageIndex images = index_images(directory);
    const auto label_files = present(directory, kLabelFiles), box_files = present(directory, kBoxFiles);
    if (label_files.empty()) {
        throw DataError(fmt::format("{} holds no label file, expected one of {}", directory.string(),
                                    fmt::join(kLabelFiles, ", ")));
    }
    const fs::path& label_file = label_files.front();
    Archive archive{kDiseases, {}, {}, {}};
    archive.report.notes = std::move(images.notes);
    read_labels(label_file, images, archive);
    if (archive.radiographs.empty()) {
        throw DataError(fmt::format(
            "{} holds none of the {} images that {} names (found {} images of other names); "
            "unpack the archive's images below it",
            directory.string(), archive.report.rows, label_file.filename().string(), images.by_stem.size()));
    }
    std::ranges::sort(archive.radiographs, {}, &Radiograph::name);
    archive.report.images_without_row =
        static_cast<std::int64_t>(images.by_stem.size() - archive.radiographs.size());
    for (std::size_t other = 1; other < label_files.size(); ++other)
        archive.report.notes.push_back(difference(label_file, label_files[other]));
    if (!box_files.empty()) read_boxes(box_files.front(), archive);
    if (box_files.size() > 1)
        archive.report.notes.push_back(fmt::format("{} is read and {} is not. Move one away to choose.",
                                                   box_files[0].string(), box_files[1].filename().string()));
    return archive;
}

}  // namespace gren
