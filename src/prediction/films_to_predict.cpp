#include "src/prediction/films_to_predict.h"

#include <fmt/format.h>

#include <filesystem>
#include <istream>
#include <unordered_set>

#include "dataio/archive/image_index.h"
#include "dataio/data_error.h"

namespace gren {
namespace fs = std::filesystem;

std::vector<std::string> names_in(std::istream& lines) {
    std::vector<std::string> names;
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r')) line.pop_back();
        if (!line.empty()) names.push_back(line);
    }
    return names;
}

FilmsToPredict films_to_predict(const std::vector<std::string>& names) {
    FilmsToPredict films;
    std::unordered_set<std::string> taken;
    const auto take = [&](const std::string& file) {
        if (taken.insert(fs::absolute(file).lexically_normal().string()).second)
            films.files.push_back(file);
        else
            ++films.repeated;
    };
    for (const auto& name : names) {
        std::error_code unreachable;
        if (!fs::is_directory(name, unreachable)) {
            take(name);
            continue;
        }
        const auto below = images_below(name);
        if (below.empty())
            throw DataError(
                fmt::format("{}: a folder without a film; expected PNG, JPEG, TIFF or DICOM files in it or "
                            "below",
                            name));
        for (const auto& file : below) take(file.string());
    }
    return films;
}

}  // namespace gren
