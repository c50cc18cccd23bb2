// A COCO file of detections (Lin et al., ECCV 2014): categories, images and annotations, in one JSON.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <unordered_set>

#include "dataio/archive/image_index.h"
#include "dataio/data_error.h"
#include "dataio/importers/archive_files.h"
#include "dataio/importers/coco_shapes.h"
#include "dataio/importers/vocabulary.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

// The one .json of the archive's folder and its `annotations`.
fs::path json_of(const fs::path& directory) {
    std::vector<std::string> found;
    for (const fs::path& folder : {directory, directory / "annotations"})
        if (fs::is_directory(folder))
            for (const auto& entry : fs::directory_iterator(folder))
                if (entry.path().extension() == ".json") found.push_back(entry.path().string());
    std::ranges::sort(found);
    if (found.size() != 1)
        throw DataError(
            fmt::format("{}: found {} COCO files{}{}, expected one .json in it or in its annotations; "
                        "import the others from folders of their own",
                        directory.string(), found.size(), found.empty() ? "" : ": ", fmt::join(found, ", ")));
    return found.front();
}

Json parsed(const fs::path& file) {
    Json json = Json::parse(std::ifstream(file, std::ios::binary), nullptr, false);
    for (const char* part : {"images", "annotations", "categories"})
        if (!json.is_object() || !json.contains(part) || !json[part].is_array())
            throw DataError(fmt::format("{}: found no list '{}', expected a COCO file of detections",
                                        file.string(), part));
    return json;
}

// Calls `each` with the entries of a list and "FILE: PART[i]"; errors get that place.
template <typename Each>
void for_each_of(const Json& json, const char* part, const fs::path& file, Each&& each) {
    std::size_t i = 0;
    for (const Json& entry : json[part]) {
        const std::string place = fmt::format("{}: {}[{}]", file.string(), part, i++);
        try {
            each(entry, place);
        } catch (const Json::exception& error) {
            throw DataError(fmt::format("{}: {}", place, error.what()));
        } catch (const DataError& error) {
            throw DataError(fmt::format("{}: {}", place, error.what()));
        }
    }
}

class CocoImages {
  public:
    explicit CocoImages(const fs::path& directory) : directory_(directory) {
        for (const fs::path& file : images_below(directory)) by_name_.emplace(file.filename().string(), file);
    }
    std::size_t size() const { return by_name_.size(); }

    // `name` from the archive's folder on, or else the one file whose path ends so. Empty: none.
    // Throws DataError: several, of which none is the archive's own.
    fs::path of(const std::string& name) const {
        if (fs::is_regular_file(directory_ / name)) return directory_ / name;
        const fs::path wanted(name);
        const std::string ending = fmt::format("/{}", wanted.lexically_normal().string());
        const auto [first, last] = by_name_.equal_range(wanted.filename().string());
        fs::path found;
        for (auto file = first; file != last; ++file) {
            if (!file->second.string().ends_with(ending)) continue;
            if (!found.empty())
                throw DataError(fmt::format("file_name '{}' may be {} or {}; name it by its folder", name,
                                            found.string(), file->second.string()));
            found = file->second;
        }
        return found;
    }

  private:
    fs::path directory_;
    std::unordered_multimap<std::string, fs::path> by_name_;
};

class CocoReading {
  public:
    CocoReading(const fs::path& directory, const ImportOptions& options)
        : files_(directory),
          file_(json_of(directory)),
          json_(parsed(file_)),
          vocabulary_(labels(), options.label_map) {
        archive_.classes = vocabulary_.classes();
        if (archive_.classes.empty()) throw DataError(fmt::format("{}: has no category", file_.string()));
        archive_.images = directory;
        archive_.provenance.archive = "COCO file " + file_.filename().string();
        for (auto& [id, category] : categories_)
            category.cls = vocabulary_.class_of(category.name, file_.string());
        vocabulary_.require_known();
    }

    Archive archive(const ImportOptions& options) {
        for_each_of(json_, "images", file_, [&](const Json& entry, const std::string&) { add_image(entry); });
        for_each_of(json_, "annotations", file_,
                    [&](const Json& entry, const std::string& place) { add_annotation(entry, place); });
        ImportReport& report = archive_.report;
        report.images_without_row = static_cast<std::int64_t>(files_.size() - archive_.radiographs.size());
        if (labels_alone_ > 0)
            report.notes.push_back(
                fmt::format("{} annotations have neither box nor mask: each is a label.", labels_alone_));
        if (of_absent_ > 0)
            report.notes.push_back(
                fmt::format("{} annotations are of images that are not here.", of_absent_));
        complete_import(archive_, archive_.images, options, file_.filename().string());
        return std::move(archive_);
    }

  private:
    struct Category {
        std::string name;
        std::optional<std::size_t> cls{};
    };

    // Names of categories_, in the file's order.
    std::vector<std::string> labels() {
        std::vector<std::string> names;
        for_each_of(json_, "categories", file_, [&](const Json& entry, const std::string&) {
            const auto name = entry.at("name").get<std::string>();
            const auto id = entry.at("id").get<std::int64_t>();
            if (std::ranges::find(names, name) != names.end() ||
                !categories_.emplace(id, Category{name}).second)
                throw DataError(fmt::format("'{}' has a name or an id that another category has", name));
            names.push_back(name);
        });
        return names;
    }

    void add_image(const Json& entry) {
        ++archive_.report.rows;
        const auto name = entry.at("file_name").get<std::string>();
        const auto id = entry.at("id").get<std::int64_t>();
        if (!names_.insert(name).second)
            throw DataError(fmt::format("the file_name '{}' stands twice", name));
        fs::path image = files_.of(name);
        const auto index = image.empty() ? std::nullopt : std::optional(archive_.radiographs.size());
        if (!images_.emplace(id, index).second) throw DataError(fmt::format("the id {} stands twice", id));
        if (!index) {
            ++archive_.report.rows_without_image;
            return;
        }
        archive_.radiographs.push_back(
            {name, std::move(image), "", std::vector(archive_.classes.size(), kLabelAbsent), {}});
    }

    void add_annotation(const Json& entry, const std::string& place) {
        const auto category = categories_.find(entry.at("category_id").get<std::int64_t>());
        if (category == categories_.end()) throw DataError("category_id is that of no category");
        const auto image = images_.find(entry.at("image_id").get<std::int64_t>());
        if (image == images_.end()) throw DataError("image_id is that of no image");
        auto box = coco_box(entry);
        std::string mask = box ? "" : coco_mask_text(entry);
        const auto cls = category->second.cls;
        of_absent_ += !image->second;
        if (!cls || !image->second) return;
        Radiograph& radiograph = archive_.radiographs[*image->second];
        radiograph.label[*cls] = kLabelPresent;
        const auto number = static_cast<std::int32_t>(*cls);
        if (box) {
            box->cls = number;
            radiograph.boxes.push_back({*box, place, "", {}});
        } else if (!mask.empty()) {
            radiograph.masks.push_back({number, "coco", std::move(mask)});
        } else {
            ++labels_alone_;
        }
    }

    CocoImages files_;
    fs::path file_;
    Json json_;
    std::unordered_map<std::int64_t, Category> categories_;
    Vocabulary vocabulary_;
    Archive archive_{};
    std::unordered_map<std::int64_t, std::optional<std::size_t>> images_;  // nothing: its file is absent
    std::unordered_set<std::string> names_;
    std::int64_t labels_alone_ = 0, of_absent_ = 0;
};

}  // namespace

Archive import_coco(const fs::path& directory, const ImportOptions& options) {
    return CocoReading(directory, options).archive(options);
}

}  // namespace gren
