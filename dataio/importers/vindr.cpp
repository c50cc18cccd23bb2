// VinDr-CXR (Nguyen et al., Scientific Data 2022), as Kaggle has it and as PhysioNet has it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "dataio/archive/image_index.h"
#include "dataio/data_error.h"
#include "dataio/importers/archive_files.h"
#include "dataio/importers/readings.h"
#include "dataio/importers/vocabulary.h"
#include "dataio/named_table.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kNone = "No finding";
// Kaggle's classes 0 to 13; its class 14 is kNone.
const std::vector<std::string> kKaggle{"Aortic enlargement", "Atelectasis",       "Calcification",
                                       "Cardiomegaly",       "Consolidation",     "ILD",
                                       "Infiltration",       "Lung Opacity",      "Nodule/Mass",
                                       "Other lesion",       "Pleural effusion",  "Pleural thickening",
                                       "Pneumothorax",       "Pulmonary fibrosis"};
// PhysioNet has these besides; the last five are of whole images, without boxes.
const std::vector<std::string> kPhysioNetToo{
    "Clavicle fracture", "Edema",        "Emphysema", "Enlarged PA", "Lung cavity", "Lung cyst",
    "Mediastinal shift", "Rib fracture", "COPD",      "Lung tumor",  "Pneumonia",   "Tuberculosis",
    "Other disease"};

constexpr std::array<std::string_view, 6> kBoxColumns{"image_id", "class_name", "x_min",
                                                      "y_min",    "x_max",      "y_max"};
constexpr std::array<std::string_view, 2> kBoxExtras{"class_id", "rad_id"};
constexpr const char* kConsensus = "consensus";  // PhysioNet's test list names no reader

// Train says "Other diseases", test says "Other disease".
std::string vindr_label(const std::string& written) {
    return written == "Other diseases" ? "Other disease" : written;
}

class VindrReading {
  public:
    VindrReading(const fs::path& directory, const ImportOptions& options, Vocabulary& vocabulary,
                 Archive& archive)
        : options_(options), vocabulary_(vocabulary), archive_(archive), images_(index_images(directory)) {
        archive.report.notes = images_.notes;
    }

    // A row a box, in pixels of the original, corner to corner.
    void read_boxes(const fs::path& file, const char* split) {
        NamedTable table(file, kBoxColumns, kBoxExtras);
        while (table.next()) {
            const std::string reader = reader_of(table);
            Readings& image = of_image(table, reader, split);
            if (table.text("class_name") == kNone) continue;
            const auto cls = vocabulary_.class_of(vindr_label(table.text("class_name")), table.place());
            if (!cls) continue;
            image.findings.emplace(*cls, reader);
            add_box(table, *cls, reader, image);
        }
        note_unread_columns(table, file.string(), archive_.report.notes);
    }

    // A row an image and reader, a column a label.
    void read_labels(const fs::path& file, const std::vector<std::string>& labels, const char* split) {
        constexpr std::array<std::string_view, 1> kImage{"image_id"};
        std::vector<std::string_view> columns{"rad_id", kNone, "Other diseases"};
        for (const std::string& label : labels) columns.push_back(label);
        NamedTable table(file, kImage, columns);
        while (table.next()) {
            const std::string reader = reader_of(table);
            Readings& image = of_image(table, reader, split);
            for (const std::string_view column : columns) {
                if (column == "rad_id" || column == kNone || !table.has(column)) continue;
                const auto cls = vocabulary_.class_of(vindr_label(std::string(column)), table.place());
                if (!cls) continue;
                const std::string& cell = table.text(column);
                const bool is_unsaid = cell.empty() || cell == "NaN" || cell == "nan";
                if (is_unsaid)
                    image.unsaid.insert(*cls);
                else if (table.number(column) == 1)
                    image.findings.emplace(*cls, reader);
            }
        }
        note_unread_columns(table, file.string(), archive_.report.notes);
    }

    void settle_all() {
        SettledCounts counts;
        for (auto& [id, image] : read_) {
            Radiograph* radiograph = add_radiograph(archive_, images_, id, id + ".dicom");
            if (!radiograph) continue;
            radiograph->split = image.split;
            settle(image.readings, options_.readers, *radiograph, counts);
        }
        archive_.report.rows = static_cast<std::int64_t>(read_.size());
        count_images_without_row(archive_, images_);
        archive_.report.notes.push_back(
            options_.readers == Readers::any
                ? "a finding of one reader counts, and boxes are each reader's own: one lesion may have "
                  "several."
                : fmt::format(
                      "findings of half of an image's readers or fewer are left out: {} labels, {} boxes; {} "
                      "boxes were joined.",
                      counts.findings_left_out, counts.boxes_left_out, counts.boxes_joined));
        if (repeated_ > 0)
            archive_.report.notes.push_back(
                fmt::format("{} boxes repeat another of the same reader and are left out.", repeated_));
    }

  private:
    struct Image {
        Readings readings;
        const char* split = "";
    };

    static std::string reader_of(const NamedTable& table) {
        return table.has("rad_id") ? table.text("rad_id") : kConsensus;
    }

    Readings& of_image(const NamedTable& table, const std::string& reader, const char* split) {
        const std::string& id = table.text("image_id");
        if (id.empty()) table.fail("image_id is empty");
        Image& image = read_[id];
        if (*image.split != '\0' && image.split != std::string_view(split))
            table.fail(fmt::format("{} stands in the {} list, too; remove one", id, image.split));
        image.split = split;
        image.readings.readers.insert(reader);
        return image.readings;
    }

    void add_box(const NamedTable& table, std::size_t cls, const std::string& reader, Readings& image) {
        const auto pixels = [&](const char* column) { return static_cast<float>(table.number(column)); };
        const float left = pixels("x_min"), top = pixels("y_min"), right = pixels("x_max"),
                    bottom = pixels("y_max");
        if (right <= left || bottom <= top)
            table.fail(
                fmt::format("the box goes from {:g}, {:g} to {:g}, {:g}, expected the upper left corner and "
                            "then the lower right one",
                            left, top, right, bottom));
        const ListedBox box{{static_cast<std::int32_t>(cls), left, top, right - left, bottom - top},
                            table.place(),
                            reader,
                            {}};
        const auto is_same = [&](const ListedBox& other) {
            return other.cls == box.cls && other.reader == reader && other.x == box.x && other.y == box.y &&
                   other.w == box.w && other.h == box.h;
        };
        if (std::ranges::any_of(image.boxes, is_same))
            ++repeated_;
        else
            image.boxes.push_back(box);
    }

    const ImportOptions& options_;
    Vocabulary& vocabulary_;
    Archive& archive_;
    ImageIndex images_;
    std::map<std::string, Image> read_;  // by image_id
    std::int64_t repeated_ = 0;
};

}  // namespace

Archive import_vindr(const fs::path& directory, const ImportOptions& options) {
    const bool is_physionet = fs::is_directory(directory / "annotations");
    std::vector<std::string> labels = kKaggle;
    if (is_physionet) labels.insert(labels.end(), kPhysioNetToo.begin(), kPhysioNetToo.end());
    Vocabulary vocabulary(labels, options.label_map);
    Archive archive{vocabulary.classes(),
                    {},
                    {},
                    {},
                    directory,
                    {"VinDr-CXR",
                     is_physionet ? "PhysioNet Credentialed Health Data License 1.5.0"
                                  : "the rules of its Kaggle competition: not for commercial use",
                     {}}};
    if (!is_physionet) require_table(directory, "train.csv");
    VindrReading reading(directory, options, vocabulary, archive);
    if (!is_physionet) reading.read_boxes(require_table(directory, "train.csv"), "train");
    if (is_physionet) {
        const fs::path tables = directory / "annotations";
        for (const char* split : {"train", "test"}) {
            if (split == std::string_view("test") && !table_there(tables, "annotations_test.csv")) continue;
            reading.read_boxes(require_table(tables, fmt::format("annotations_{}.csv", split)), split);
            reading.read_labels(require_table(tables, fmt::format("image_labels_{}.csv", split)), labels,
                                split);
        }
    }
    vocabulary.require_known();
    reading.settle_all();
    complete_import(archive, directory, options, "its tables");
    return archive;
}

}  // namespace gren
