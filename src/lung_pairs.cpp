#include "src/lung_pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "dataio/data_error.h"
#include "dataio/image.h"
#include "src/image_folder.h"

namespace gren {
namespace {

namespace fs = std::filesystem;

// The list's patients by name.
std::map<std::string, std::string> read_list(const fs::path& file) {
    std::ifstream stream(file);
    if (!stream)
        throw DataError(fmt::format("{}: cannot be read, expected a CSV; check the path", file.string()));
    const auto cells = [](const std::string& line) {
        std::vector<std::string> row;
        std::istringstream rest(line);
        for (std::string cell; std::getline(rest, cell, ',');) row.push_back(cell);
        if (!row.empty() && row.back().ends_with('\r')) row.back().pop_back();
        return row;
    };
    std::string line;
    std::getline(stream, line);
    const std::vector<std::string> header = cells(line);
    const auto column = [&](const std::string& title) {
        const auto found = std::find(header.begin(), header.end(), title);
        if (found == header.end())
            throw DataError(fmt::format("{}: the header is '{}', expected the columns name and patient",
                                        file.string(), line));
        return static_cast<std::size_t>(found - header.begin());
    };
    const std::size_t name = column("name"), patient = column("patient");

    std::map<std::string, std::string> patients;
    for (std::int64_t number = 2; std::getline(stream, line); ++number) {
        const std::vector<std::string> row = cells(line);
        if (row.size() <= std::max(name, patient))
            throw DataError(fmt::format("{}: line {} is '{}', expected a name and a patient", file.string(),
                                        number, line));
        patients[row[name]] = row[patient];
    }
    return patients;
}

}  // namespace

std::vector<LungPairFiles> find_lung_pairs(const fs::path& images, const fs::path& masks,
                                           const std::optional<fs::path>& list) {
    const auto image_files = images_by_stem(images), mask_files = images_by_stem(masks);
    std::vector<LungPairFiles> pairs;
    if (list) {
        for (const auto& [name, patient] : read_list(*list)) {
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

LungPair read_lung_pair(const LungPairFiles& files, int size) {
    const cv::Mat1b image = read_radiograph(files.image).grey;
    const cv::Mat1b mask = read_radiograph(files.mask).grey;
    const double proportions =
        static_cast<double>(image.cols) * mask.rows / (static_cast<double>(mask.cols) * image.rows);
    if (std::abs(proportions - 1) > 0.02)
        throw DataError(
            fmt::format("{}: {}×{} pixels, but its image has {}×{}; expected the same proportions",
                        files.mask.string(), mask.cols, mask.rows, image.cols, image.rows));
    if (cv::countNonZero(mask) == 0)
        throw DataError(
            fmt::format("{}: no lung in it, expected non-zero pixels; remove the pair", files.mask.string()));
    const cv::Mat1b solid = (mask > 0);
    return {resize_to_square(image, size), resize_to_square(solid, size) > 127};
}

}  // namespace gren
