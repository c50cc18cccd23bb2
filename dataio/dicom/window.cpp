#include "dataio/dicom/window.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <stdexcept>

#include "dataio/data_error.h"

namespace gren {

Window window_from(const std::string& text) {
    using enum Window::Kind;
    if (text == "auto") return {.kind = automatic};
    if (text == "file") return {.kind = file};
    if (text == "minmax") return {.kind = minmax};
    Window window{.kind = given};
    const auto end = text.data() + text.size();
    const auto [by, no_center] = std::from_chars(text.data(), end, window.center);
    if (no_center == std::errc() && by != end && *by == ',') {
        const auto [rest, no_width] = std::from_chars(by + 1, end, window.width);
        if (no_width == std::errc() && rest == end && window.width >= 1 && std::isfinite(window.width) &&
            std::isfinite(window.center))
            return window;
    }
    throw DataError(
        fmt::format("--window {}: expected auto, file, minmax, or a center and a width of at least 1, as "
                    "2048,4096",
                    text));
}

std::string to_string(const Window& window) {
    switch (window.kind) {
        case Window::Kind::automatic:
            return "auto";
        case Window::Kind::file:
            return "file";
        case Window::Kind::given:
            return fmt::format("{},{}", window.center, window.width);
        case Window::Kind::minmax:
            return "minmax";
    }
    throw std::logic_error("Window::Kind out of range");
}

}  // namespace gren
