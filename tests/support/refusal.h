// What an action that is refused says.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "dataio/data_error.h"

namespace gren {

// The sentence of the Error that `action` throws; empty where it throws nothing. Other exceptions pass.
template <typename Error = std::exception, typename Action>
std::string message_of(Action&& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

template <typename Action>
std::string refusal(Action&& action) {
    return message_of<DataError>(action);
}

// Expects a DataError whose sentence holds each of `parts`.
inline void expect_data_error(const std::function<void()>& action, const std::vector<std::string>& parts) {
    const auto sentence = refusal(action);
    for (const std::string& part : parts) EXPECT_THAT(sentence, testing::HasSubstr(part));
}

}  // namespace gren
