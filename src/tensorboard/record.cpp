#include "src/tensorboard/record.h"

#include <boost/crc.hpp>

namespace gren::tensorboard {
namespace {

template <typename Number>
std::string least_byte_first(Number number) {
    std::string bytes;
    for (std::size_t i = 0; i < sizeof number; ++i) bytes += static_cast<char>(number >> (8 * i));
    return bytes;
}

std::string checksum(std::string_view data) {
    const auto crc = crc32c(data);
    return least_byte_first((crc >> 15 | crc << 17) + 0xa282ead8U);
}

}  // namespace

std::uint32_t crc32c(std::string_view data) {
    boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
    crc.process_bytes(data.data(), data.size());
    return crc.checksum();
}

std::string framed(std::string_view data) {
    const auto length = least_byte_first(static_cast<std::uint64_t>(data.size()));
    return length + checksum(length) + std::string(data) + checksum(data);
}

}  // namespace gren::tensorboard
