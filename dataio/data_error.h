// The one exception of dataio: bad data. `main` prints what() as one sentence and exits with code 3.
#pragma once

#include <stdexcept>

namespace gren {

// what() names the file, what was found, what was expected and what to do.
class DataError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// One image that cannot be read: counted, listed and left out where many are read, fatal where it was
// asked for alone.
class UnreadableImage : public DataError {
  public:
    using DataError::DataError;
};

}  // namespace gren
