// The files of an archive of invented images.
#pragma once

#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace gren::phantom {

// `directory` with `folders` in it. Throws DataError: it cannot be made, or is not empty.
void make_empty_folder(const std::filesystem::path& directory, const std::vector<std::string>& folders);

// Throw DataError: not all bytes could be written.
void write_file(const std::filesystem::path& file, std::string_view bytes);
void write_png(const std::filesystem::path& file, const cv::Mat1b& image);

}  // namespace gren::phantom
