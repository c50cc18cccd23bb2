// A command line that cannot be carried out. `main` prints what() as one sentence and exits with code 2.
#pragma once

#include <stdexcept>

namespace gren {

class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace gren
