// Expecting a DataError whose sentence holds each of several parts.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "dataio/data_error.h"

namespace gren::testing {

inline void expect_data_error(const std::function<void()>& action, const std::vector<std::string>& parts) {
    try {
        action();
    } catch (const DataError& error) {
        for (const std::string& part : parts) EXPECT_THAT(error.what(), ::testing::HasSubstr(part));
        return;
    }
    ADD_FAILURE() << "no DataError, expected one about: " << parts.front();
}

}  // namespace gren::testing
