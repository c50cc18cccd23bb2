#include "src/evaluation/picture_name.h"

#include <algorithm>
#include <filesystem>

namespace gren {

std::string picture_name(const std::string& image) {
    std::string name = std::filesystem::path(image).replace_extension().string();
    std::ranges::replace(name, '/', '_');
    return name;
}

}  // namespace gren
