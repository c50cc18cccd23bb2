// TFRecord, the frame of each record of an event file (tensorflow.org, "TFRecord and tf.train.Example").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gren::tensorboard {

std::uint32_t crc32c(std::string_view data);  // Castagnoli's polynomial; "123456789" gives e3069283

// Length, its masked checksum, data, its masked checksum; numbers with the least byte first.
std::string framed(std::string_view data);

}  // namespace gren::tensorboard
