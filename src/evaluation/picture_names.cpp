#include "src/evaluation/picture_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "src/run/usage_error.h"

namespace gren {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> parts_of(const std::string& file) {
    const auto path = fs::absolute(file).lexically_normal();
    std::vector<std::string> parts;
    for (const auto& part : path.parent_path().relative_path()) parts.push_back(part.string());
    parts.push_back(path.stem().string());
    return parts;
}

std::string last_of(const std::vector<std::string>& parts, std::size_t count) {
    std::string name;
    for (auto i = parts.size() - std::min(count, parts.size()); i < parts.size(); ++i)
        name += (name.empty() ? "" : "_") + parts[i];
    return name;
}

std::string shortest_apart(const std::vector<std::vector<std::string>>& all, std::size_t own) {
    for (std::size_t count = 1; count <= all[own].size(); ++count) {
        const auto name = last_of(all[own], count);
        if (std::ranges::count_if(all, [&](const auto& parts) { return last_of(parts, count) == name; }) == 1)
            return name;
    }
    return last_of(all[own], all[own].size());
}

}  // namespace

std::vector<std::string> picture_names(const std::vector<std::string>& files,
                                       const std::vector<std::string>& diseases) {
    std::vector<std::vector<std::string>> parts;
    for (const auto& file : files) parts.push_back(parts_of(file));
    std::vector<std::string> names;
    std::map<std::string, std::string> taken;
    for (std::size_t i = 0; i < files.size(); ++i) {
        names.push_back(shortest_apart(parts, i));
        for (const auto& disease : diseases) {
            const auto picture = fmt::format("{}_{}.png", names.back(), disease);
            if (const auto [other, is_new] = taken.emplace(picture, files[i]); !is_new)
                throw UsageError(fmt::format(
                    "gren predict: {} and {}: a picture of both would be called {}; rename one, or give "
                    "it to a predict of its own",
                    other->second, files[i], picture));
        }
    }
    return names;
}

std::string picture_name(const std::string& image) {
    std::string name = fs::path(image).replace_extension().string();
    std::ranges::replace(name, '/', '_');
    return name;
}

}  // namespace gren
