#include "src/run_folder.h"

#include <fmt/format.h>

#include "dataio/data_error.h"

namespace gren {

void create_empty_folder(const std::filesystem::path& folder) {
    std::error_code error;
    if (std::filesystem::exists(folder, error) &&
        !(std::filesystem::is_directory(folder, error) && std::filesystem::is_empty(folder, error)))
        throw DataError(fmt::format("{}: exists and is not an empty folder; choose another or remove it",
                                    folder.string()));
    std::filesystem::create_directories(folder, error);
    if (error) throw DataError(fmt::format("{}: cannot be created ({})", folder.string(), error.message()));
}

}  // namespace gren
