#include "src/run/run_folder.h"

#include <fmt/format.h>

#include "dataio/data_error.h"

namespace gren {

void require_finished(const RunFolder& run) {
    std::error_code error;
    const auto name = run.path.string();
    if (std::filesystem::exists(run.model(), error)) return;
    if (!std::filesystem::is_directory(run.path, error))
        throw DataError(fmt::format("{}: is no folder; expected the folder of a run (gren train)", name));
    if (std::filesystem::exists(run.config(), error))
        throw DataError(fmt::format(
            "{}: this run has not come to its end, so that it has no model.safetensors; 'gren train' "
            "with the same options and --resume auto goes on with it",
            name));
    throw DataError(fmt::format(
        "{}: holds no run, neither config.ini nor model.safetensors; expected a folder that gren train wrote",
        name));
}

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
