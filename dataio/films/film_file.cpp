#include "dataio/films/film_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>

#include "dataio/data_error.h"
#include "dataio/dicom/dicom_file.h"
#include "dataio/foreign_bytes.h"
#include "dataio/image_file.h"
#include "dataio/image_header.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

std::string start_of(const fs::path& file) {
    std::string start(256, '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(stream.gcount()));
    return start;
}

std::string extension_of(const fs::path& file) {
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
    const bool is_number = extension.find_first_not_of(".0123456789") == std::string::npos;
    return is_number ? "" : extension;
}

}  // namespace

// DICM first: a preamble may be a TIFF's header.
bool is_dicom_film(const fs::path& file) {
    const auto start = start_of(file);
    if (is_dicom(start)) return true;
    const auto extension = extension_of(file);
    return (extension == ".dcm" || extension == ".dicom") && !start.empty() && foreign_bytes(start).empty();
}

bool is_film_file(const fs::path& file) {
    constexpr std::array kExtensions{".png", ".jpg", ".jpeg", ".tif", ".tiff", ".dcm", ".dicom"};
    const auto extension = extension_of(file);
    return extension.empty() ? is_dicom(start_of(file))
                             : std::ranges::find(kExtensions, extension) != kExtensions.end();
}

std::string film_stem(const fs::path& file) {
    return (extension_of(file).empty() ? file.filename() : file.stem()).string();
}

Film read_film(const fs::path& file, const Window& window) {
    if (is_dicom_film(file)) {
        const auto image = read_dicom(file, window);
        return {image, image.notes};
    }
    return {read_picture(file)};
}

cv::Size film_size(const fs::path& file) {
    if (is_dicom_film(file)) return dicom_size(file);
    const auto bytes = read_image_file(file);
    const auto [width, height] = declared_size({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (width < 1 || height < 1)
        throw UnreadableImage(
            fmt::format("{} has no header that says its size; fetch it again", file.string()));
    return {static_cast<int>(width), static_cast<int>(height)};
}

std::string film_patient(const fs::path& file, std::string_view salt) {
    return is_dicom_film(file) ? hashed_patient(file, salt) : "";
}

}  // namespace gren
