// manifest.ini: the classes in their order, where the images lie, and where they came from.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dataio/archive/archive.h"

namespace gren {

struct ManifestIni {
    std::vector<std::string> classes;
    std::filesystem::path images;  // absolute, or relative to the manifest's folder
    Provenance provenance;
};

inline constexpr const char* kManifestIni = "manifest.ini";

// Throws DataError with file and line: absent, another version, no classes, a class twice or with '/' in its
// name, an unknown name in front of a value.
ManifestIni read_manifest_ini(const std::filesystem::path& folder);

// Throws DataError: a class with '|' in its name, a value that no line can hold.
std::string to_text(const ManifestIni& ini);

}  // namespace gren
