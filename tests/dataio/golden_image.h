// What a golden file says that an image decodes to.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "dataio/image.h"

namespace gren {

// `expected`: an entry of decode.json or decode_tiff.json (tests/golden); half a grey value for rounding.
inline void expect_decoded(const DecodedImage& decoded, const nlohmann::json& expected) {
    EXPECT_EQ(decoded.channels, expected["channels"]);
    EXPECT_EQ(decoded.bits, expected["bits"]);
    EXPECT_EQ(decoded.grey.rows, expected["rows"]);
    const auto grey = expected["grey"].get<std::vector<double>>();
    ASSERT_EQ(decoded.grey.total(), grey.size());
    auto pixel = decoded.grey.begin();
    for (const double value : grey) EXPECT_NEAR(*pixel++, value, 0.51);
}

}  // namespace gren
