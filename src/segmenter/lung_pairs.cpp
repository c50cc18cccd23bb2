#include "src/segmenter/lung_pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "dataio/archive/image_index.h"
#include "dataio/csv.h"
#include "dataio/data_error.h"
#include "dataio/films/film_file.h"
#include "dataio/image.h"

namespace gren {
namespace {

namespace fs = std::filesystem;

}  // namespace

std::map<std::string, std::string> read_list_column(const fs::path& list, const std::string& column) {
    CsvReader rows(list);
    if (!rows.next())
        throw DataError(fmt::format("{} is empty, expected the columns name and {}", list.string(), column));
    const std::size_t name = rows.column("name"), wanted = rows.column(column);
    std::map<std::string, std::string> values;
    while (rows.next()) values[rows.text(name)] = rows.text(wanted);
    return values;
}

std::vector<LungPairFiles> find_lung_pairs(const fs::path& images, const fs::path& masks,
                                           const std::optional<fs::path>& list) {
    const auto image_files = index_images(images).by_stem, mask_files = index_images(masks).by_stem;
    std::vector<LungPairFiles> pairs;
    if (list) {
        for (const auto& [name, patient] : read_list_column(*list, "patient")) {
            const auto image = image_files.find(name), mask = mask_files.find(name);
            if (image == image_files.end() || mask == mask_files.end())
                throw DataError(fmt::format(
                    "{}: names '{}', of which {} holds no image; remove the line or add the file",
                    list->string(), name, (image == image_files.end() ? images : masks).string()));
            pairs.push_back({name, patient, image->second, mask->second});
        }
    } else {
        for (const auto& [name, image] : image_files)
            if (const auto mask = mask_files.find(name); mask != mask_files.end())
                pairs.push_back({name, name, image, mask->second});
    }
    if (pairs.empty())
        throw DataError(
            fmt::format("{} and {}: no image and mask of the same stem, expected at least one pair",
                        images.string(), masks.string()));
    std::ranges::sort(pairs, {}, &LungPairFiles::name);
    return pairs;
}

LungPairSplit hold_out_patients(const std::vector<LungPairFiles>& pairs, double share, std::uint64_t seed) {
    std::set<std::string> distinct;
    for (const LungPairFiles& pair : pairs) distinct.insert(pair.patient);
    std::vector<std::string> patients(distinct.begin(), distinct.end());
    std::shuffle(patients.begin(), patients.end(), std::mt19937_64(seed));
    patients.resize(static_cast<std::size_t>(share * static_cast<double>(patients.size())));
    const std::set<std::string> held_out(patients.begin(), patients.end());

    LungPairSplit split;
    for (const LungPairFiles& pair : pairs)
        (held_out.contains(pair.patient) ? split.held_out : split.training).push_back(pair);
    return split;
}

cv::Mat1b read_lung_mask(const LungPairFiles& files, cv::Size image) {
    const cv::Mat1b mask = read_picture(files.mask).grey;
    const double proportions =
        static_cast<double>(image.width) * mask.rows / (static_cast<double>(mask.cols) * image.height);
    if (std::abs(proportions - 1) > 0.02)
        throw DataError(
            fmt::format("{}: {}×{} pixels, but its image has {}×{}; expected the same proportions",
                        files.mask.string(), mask.cols, mask.rows, image.width, image.height));
    if (cv::countNonZero(mask) == 0)
        throw DataError(
            fmt::format("{}: no lung in it, expected non-zero pixels; remove the pair", files.mask.string()));
    return cv::Mat1b(mask > 0);
}

LungPair read_lung_pair(const LungPairFiles& files, int size) {
    const cv::Mat1b image = read_film(files.image).grey;
    const cv::Mat1b solid = read_lung_mask(files, image.size());
    return {resize_to_square(image, size), cv::Mat1b(resize_to_square(solid, size) > 127)};
}

}  // namespace gren
