#include "dataio/phantom/phantom_files.h"

#include <fmt/format.h>

#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <system_error>

#include "dataio/data_error.h"

namespace gren::phantom {

namespace fs = std::filesystem;

void make_empty_folder(const fs::path& directory, const std::vector<std::string>& folders) {
    std::error_code error;
    fs::create_directories(directory, error);
    if (error) {
        throw DataError(fmt::format("{}: the folder for the phantoms cannot be made ({}); choose another.",
                                    directory.string(), error.message()));
    }
    if (!fs::is_empty(directory)) {
        throw DataError(
            fmt::format("{}: the folder for the phantoms is not empty; choose a new one or empty it.",
                        directory.string()));
    }
    // A failure shows when the first file is written.
    for (const std::string& folder : folders) fs::create_directory(directory / folder, error);
}

void write_file(const fs::path& file, std::string_view bytes) {
    std::ofstream out(file, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
        throw DataError(
            fmt::format("{}: {} bytes could not be written; check the disk's free space and the folder's "
                        "permissions.",
                        file.string(), bytes.size()));
    }
}

void write_png(const fs::path& file, const cv::Mat1b& image) {
    std::vector<uchar> bytes;
    cv::imencode(".png", image, bytes);
    write_file(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace gren::phantom
