// Which values of a DICOM file become black and white: the option --window.
#pragma once

#include <string>

namespace gren {

struct Window {
    enum class Kind {
        automatic,  // `file` where the file has a LUT or a window, else `minmax`
        file,       // the file's VOI: its LUT before its window, the first of several; refused without
        given,      // center and width, LINEAR, in the modality's values
        minmax,     // the image's own least and greatest value, without padding
    };
    Kind kind = Kind::automatic;
    double center = 0, width = 0;  // of `given`; width at least 1
};

// "auto", "file", "minmax" or "C,W". Throws DataError: anything else.
Window window_from(const std::string& text);
std::string to_string(const Window& window);

}  // namespace gren
