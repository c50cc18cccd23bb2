#include "dataio/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zlib.h>

#include <array>
#include <bit>
#include <memory>
#include <stdexcept>
#include <vector>

#include "dataio/posix_file.h"

namespace gren {
namespace {

void check(int result, const char* call) {
    if (result != 1) throw std::runtime_error(fmt::format("OpenSSL's {} failed", call));
}

class Sha256 {
  public:
    Sha256() { check(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr), "EVP_DigestInit_ex"); }
    void add(const void* bytes, std::size_t count) {
        check(EVP_DigestUpdate(context_.get(), bytes, count), "EVP_DigestUpdate");
    }
    std::string hexadecimal() {
        std::array<unsigned char, 32> digest{};
        check(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr), "EVP_DigestFinal_ex");
        std::string text;
        for (const unsigned char byte : digest) text += fmt::format("{:02x}", byte);
        return text;
    }

  private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

}  // namespace

std::string sha256(std::string_view bytes) {
    Sha256 digest;
    digest.add(bytes.data(), bytes.size());
    return digest.hexadecimal();
}

std::string sha256_of_file(const std::filesystem::path& file) {
    auto input = PosixFile::open_for_reading(file);
    std::vector<std::uint8_t> block(1 << 20);
    Sha256 digest;
    for (std::size_t count = block.size(); count == block.size();) {
        count = input.read(block);
        digest.add(block.data(), count);
    }
    return digest.hexadecimal();
}

std::uint32_t pixel_checksum(std::span<const std::uint8_t> image, std::span<const std::uint8_t> lungs) {
    uLong sum = crc32_z(0, image.data(), image.size());
    sum = crc32_z(sum, lungs.data(), lungs.size());
    return static_cast<std::uint32_t>(sum);
}

std::uint32_t info_checksum(const SampleInfo& info) {
    static_assert(std::endian::native == std::endian::little, "the format's numbers are little-endian");
    uLong sum = 0;
    const auto add = [&sum](const void* bytes, std::size_t count) {
        sum = crc32_z(sum, static_cast<const Bytef*>(bytes), count);
    };
    add(info.name.c_str(), info.name.size() + 1);
    add(info.patient.c_str(), info.patient.size() + 1);
    add(info.hash.data(), info.hash.size() * sizeof info.hash.front());
    add(info.block_hash.data(), sizeof info.block_hash);
    add(info.average_hash.data(), sizeof info.average_hash);
    const std::uint8_t flagged = info.lungs_flagged ? 1 : 0;
    add(&flagged, sizeof flagged);
    add(info.label.data(), info.label.size());
    for (const std::int32_t side : {info.original_height, info.original_width}) add(&side, sizeof side);
    const Acquisition& film = info.acquisition;
    for (const auto* words : {&film.study, &film.view, &film.sex, &film.site, &film.spacing_on})
        add(words->c_str(), words->size() + 1);
    add(&film.age, sizeof film.age);
    add(film.pixel_spacing.data(), sizeof film.pixel_spacing);
    for (const Box& box : info.boxes) {
        for (const float value : {box.x, box.y, box.w, box.h}) add(&value, sizeof value);
        add(&box.cls, sizeof box.cls);
    }
    if (!info.alignment) return static_cast<std::uint32_t>(sum);
    add(info.alignment->map.data(), sizeof info.alignment->map);
    for (const Box& box : info.alignment->boxes)
        for (const float value : {box.x, box.y, box.w, box.h}) add(&value, sizeof value);
    return static_cast<std::uint32_t>(sum);
}

}  // namespace gren
