#include "src/inspect/contents.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <set>

namespace gren {

DatasetContents contents_of(const Dataset& dataset) {
    DatasetContents contents{.images = dataset.size(), .classes = {}};
    for (const auto& name : dataset.traits().classes) contents.classes.push_back({.name = name});
    std::set<std::string> patients;
    for (std::int64_t i = 0; i < dataset.size(); ++i) {
        const auto& info = dataset.info(i);
        for (std::size_t k = 0; k < contents.classes.size(); ++k) {
            contents.classes[k].present += info.label[k] == kLabelPresent;
            contents.classes[k].unknown += info.label[k] == kLabelUnknown;
        }
        for (const auto& box : info.boxes) ++contents.classes[static_cast<std::size_t>(box.cls)].boxes;
        patients.insert(info.patient);
        contents.with_flagged_lungs += info.lungs_flagged;
        contents.with_boxes += !info.boxes.empty();
    }
    contents.patients = static_cast<std::int64_t>(patients.size());
    return contents;
}

std::string contents_text(const DatasetContents& contents, const Dataset& dataset) {
    const auto& traits = dataset.traits();
    auto text = fmt::format(
        "images: {} at {}² of {} patients; {} with boxes, {} with flagged lungs\n"
        "hashes: {} of {} and of ten blocks, average of 256 bits\n"
        "lungs: {}{}; digest: {}\n\n"
        "{:<22}{:>9}{:>9}{:>9}\n",
        contents.images, traits.image_size, contents.patients, contents.with_boxes,
        contents.with_flagged_lungs, traits.hash_variant, fmt::join(traits.regions, ", "), traits.lung_source,
        traits.aligned ? ", films aligned by them" : "", dataset.digest(), "class", "present", "unknown",
        "boxes");
    for (const auto& of : contents.classes)
        text += fmt::format("{:<22}{:>9}{:>9}{:>9}\n", of.name, of.present, of.unknown, of.boxes);
    return text;
}

std::string contents_json(const DatasetContents& contents, const Dataset& dataset) {
    const auto& traits = dataset.traits();
    nlohmann::ordered_json classes = nlohmann::ordered_json::array();
    for (const auto& of : contents.classes)
        classes.push_back(
            {{"name", of.name}, {"present", of.present}, {"unknown", of.unknown}, {"boxes", of.boxes}});
    const nlohmann::ordered_json document{{"digest", dataset.digest()},
                                          {"image_size", traits.image_size},
                                          {"images", contents.images},
                                          {"patients", contents.patients},
                                          {"images_with_boxes", contents.with_boxes},
                                          {"images_with_flagged_lungs", contents.with_flagged_lungs},
                                          {"hash_variant", traits.hash_variant},
                                          {"regions", traits.regions},
                                          {"lung_source", traits.lung_source},
                                          {"aligned", traits.aligned},
                                          {"classes", classes}};
    return document.dump(2) + "\n";
}

}  // namespace gren
