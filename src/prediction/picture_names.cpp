#include "src/prediction/picture_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <unordered_map>

#include "dataio/films/film_file.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

namespace fs = std::filesystem;

std::string with_folders(const fs::path& folder, std::string name, std::size_t count) {
    auto above = folder;
    for (; count > 0 && above.has_relative_path(); --count, above = above.parent_path())
        name = above.filename().string() + "_" + name;
    return name;
}

// Gives names of `ends` and as many folders before them as are needed to those that have none yet, as long as
// more folders tell more apart.
void name_apart(const std::vector<fs::path>& folders, const std::vector<std::string>& ends,
                std::vector<std::string>& names) {
    std::size_t deepest = 0;
    for (const auto& folder : folders)
        deepest = std::max(deepest, static_cast<std::size_t>(std::distance(folder.begin(), folder.end())));
    for (std::size_t count = 0; count <= deepest && std::ranges::find(names, "") != names.end(); ++count) {
        std::unordered_map<std::string, int> times;
        for (std::size_t i = 0; i < ends.size(); ++i) ++times[with_folders(folders[i], ends[i], count)];
        for (std::size_t i = 0; i < ends.size(); ++i)
            if (auto name = with_folders(folders[i], ends[i], count); names[i].empty() && times[name] == 1)
                names[i] = std::move(name);
    }
}

}  // namespace

std::vector<std::string> picture_names(const std::vector<std::string>& files) {
    std::vector<fs::path> folders;
    std::vector<std::string> stems, whole, names(files.size());
    for (const auto& file : files) {
        const auto path = fs::absolute(file).lexically_normal();
        folders.push_back(path.parent_path());
        stems.push_back(film_stem(path));
        whole.push_back(path.filename().string());
    }
    name_apart(folders, stems, names);
    name_apart(folders, whole, names);
    std::unordered_map<std::string, std::size_t> owner;
    for (std::size_t i = 0; i < files.size(); ++i)
        if (const auto [other, is_new] = owner.emplace(names[i], i); !is_new)
            throw UsageError(
                fmt::format("gren predict: {} and {}: pictures of both would have one name; rename one, or "
                            "give it to a predict of its own",
                            files[other->second], files[i]));
    return names;
}

}  // namespace gren
