#include "src/report_coco.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "dataio/data_error.h"

namespace gren {
namespace {

using nlohmann::json;

// Six bits a character from '0' on: five of the number, lowest first, and one that says that more follow. The
// highest of the last five is the sign; from the third run on a number is the difference from the run before
// the last.
std::vector<std::int64_t> runs_of(const std::string& counts) {
    std::vector<std::int64_t> runs;
    for (std::size_t at = 0; at < counts.size();) {
        std::int64_t value = 0;
        int shift = 0;
        for (bool more = true; more; shift += 5) {
            const int six = at < counts.size() ? counts[at++] - '0' : -1;
            if (six < 0 || six > 63 || shift > 35) throw DataError("found damaged run lengths");
            value |= std::int64_t{six & 31} << shift;
            more = (six & 32) != 0;
            if (!more && (six & 16) != 0) value -= std::int64_t{1} << (shift + 5);
        }
        runs.push_back(runs.size() > 2 ? value + runs[runs.size() - 2] : value);
    }
    return runs;
}

json parsed(const std::filesystem::path& file) {
    std::ifstream stream(file);
    if (!stream) throw DataError("cannot be opened; run gren evaluate again");
    return json::parse(stream);
}

std::map<std::int64_t, std::string> names(const json& list, const char* name) {
    std::map<std::int64_t, std::string> by_id;
    for (const auto& one : list) by_id[one.at("id").get<std::int64_t>()] = one.at(name).get<std::string>();
    return by_id;
}

}  // namespace

cv::Mat1b mask_from_run_lengths(const std::string& counts, int height, int width) {
    cv::Mat1b columns(width, height, std::uint8_t{0});  // a row of memory is a column of the image
    std::int64_t at = 0;
    bool inside = false;
    for (const auto run : runs_of(counts)) {
        if (run < 0 || at + run > std::int64_t{width} * height)
            throw DataError(fmt::format("found run lengths that leave a mask of {}×{}", width, height));
        if (inside) std::fill_n(columns.data + at, run, std::uint8_t{255});
        at += run;
        inside = !inside;
    }
    if (at != std::int64_t{width} * height)
        throw DataError(fmt::format("found run lengths of {} pixels, expected {}×{}", at, width, height));
    cv::Mat1b mask;
    cv::transpose(columns, mask);
    return mask;
}

Regions read_regions(const std::filesystem::path& predictions, const std::filesystem::path& ground_truth) {
    const auto* file = &ground_truth;
    try {
        const auto truth = parsed(ground_truth);
        const auto images = names(truth.at("images"), "file_name"),
                   classes = names(truth.at("categories"), "name");
        file = &predictions;
        Regions regions;
        for (const auto& one : parsed(predictions)) {
            const auto& mask = one.at("segmentation");
            regions[{images.at(one.at("image_id").get<std::int64_t>()),
                     classes.at(one.at("category_id").get<std::int64_t>())}] = {
                .counts = mask.at("counts").get<std::string>(),
                .height = mask.at("size").at(0).get<int>(),
                .width = mask.at("size").at(1).get<int>()};
        }
        return regions;
    } catch (const std::exception& error) {
        throw DataError(fmt::format("{}: {}", file->string(), error.what()));
    }
}

}  // namespace gren
