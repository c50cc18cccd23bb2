// What a prediction was asked for, files, folders and lists of them, as one list of files.
#pragma once

#include <cstdint>
#include <fstream>
#include <iosfwd>
#include <string>
#include <vector>

namespace gren {

// A name a line; the line's end may be Windows', empty lines are none.
std::vector<std::string> names_in(std::istream& lines);

struct FilmsToPredict {
    std::vector<std::string> files;  // in the order asked for; a folder's films sorted by path
    std::int64_t repeated = 0;       // files that were asked for once more and are taken once
};

// Of a folder all films below it (images_below()), anything else as it is, whether it can be read or not: of
// 100,000 names a bad one costs itself. Throws DataError: a folder without a film or that cannot be searched.
FilmsToPredict films_to_predict(const std::vector<std::string>& names);

}  // namespace gren
