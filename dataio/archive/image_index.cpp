#include "dataio/archive/image_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "dataio/data_error.h"
#include "dataio/films/film_file.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

// `entered` holds canonical paths, so that a link to a folder above ends there.
void collect(const fs::path& directory, std::set<fs::path>& entered, std::vector<fs::path>& files) {
    if (!entered.insert(fs::canonical(directory)).second) return;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
        const fs::path& path = entry.path();
        if (path.filename().string().starts_with('.')) continue;
        std::error_code unreachable;  // a link that points nowhere or at itself is neither
        if (entry.is_directory(unreachable)) {
            if (path.filename() != "masks") collect(path, entered, files);
        } else if (entry.is_regular_file(unreachable) && is_film_file(path)) {
            files.push_back(path);
        }
    }
}

}  // namespace

std::vector<fs::path> images_below(const fs::path& directory) {
    if (!fs::is_directory(directory)) {
        throw DataError(
            fmt::format("{} is no folder, expected the folder of an archive", directory.string()));
    }
    std::set<fs::path> entered;
    std::vector<fs::path> files;
    try {
        collect(directory, entered, files);
    } catch (const fs::filesystem_error& error) {
        throw DataError(
            fmt::format("{} cannot be searched for images: {}", directory.string(), error.what()));
    }
    std::ranges::sort(files);  // the order of a folder is the file system's whim
    return files;
}

ImageIndex index_images(const fs::path& directory) {
    ImageIndex index;
    std::int64_t repeated = 0;
    std::string example;
    for (const fs::path& file : images_below(directory)) {
        const auto [first, is_new] = index.by_stem.emplace(film_stem(file), file);
        if (is_new) continue;
        if (repeated++ == 0) example = fmt::format("{} and {}", first->second.string(), file.string());
    }
    if (repeated > 0) {
        index.notes.push_back(
            fmt::format("{} images repeat a name and are left out, the first being {}.", repeated, example));
    }
    return index;
}

}  // namespace gren
