#include "src/image_folder.h"

#include <fmt/format.h>

#include "dataio/data_error.h"

namespace gren {

namespace fs = std::filesystem;

std::map<std::string, fs::path> images_by_stem(const fs::path& directory) {
    if (!fs::is_directory(directory))
        throw DataError(
            fmt::format("{}: no such folder, expected one with images; check the path", directory.string()));
    std::map<std::string, fs::path> by_stem;
    for (const auto& entry : fs::directory_iterator(directory)) {
        const fs::path& file = entry.path();
        const std::string ending = file.extension();
        if (ending != ".png" && ending != ".jpg" && ending != ".jpeg") continue;
        if (const auto [other, is_new] = by_stem.emplace(file.stem(), file); !is_new)
            throw DataError(
                fmt::format("{}: has the same stem as {}, expected one image a stem; rename or remove one",
                            file.string(), other->second.filename().string()));
    }
    if (by_stem.empty())
        throw DataError(fmt::format("{}: holds no .png, .jpg or .jpeg file, expected images; check the path",
                                    directory.string()));
    return by_stem;
}

}  // namespace gren
