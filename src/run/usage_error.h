// A command line that cannot be carried out. `main` prints what() as one sentence and exits with code 2.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

namespace gren {

class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// The one wording for an option's value that is out of range: const OptionCheck require{"gren train"};
struct OptionCheck {
    const char* command;

    // Throws UsageError naming the option, what was found and what was expected, unless it `holds`.
    template <typename T>
    void operator()(bool holds, const char* option, const T& found, std::string_view expected) const {
        if (!holds)
            throw UsageError(fmt::format("{}: --{} {}: expected {}", command, option, found, expected));
    }
};

}  // namespace gren
