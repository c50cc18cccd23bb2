// evaluation.json (RUN_FOLDER.md), for whoever reads figures out of it.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "dataio/data_error.h"

namespace gren::report {

// Throws DataError: cannot be opened, is no evaluation or of another version.
nlohmann::ordered_json read_evaluation_file(const std::filesystem::path& file);

// That `file` is not as this version writes it: `found` says in what.
DataError no_such_evaluation(const std::filesystem::path& file, const std::string& found);

}  // namespace gren::report
