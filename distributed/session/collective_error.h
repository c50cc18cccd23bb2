// A collective that failed or was late: the ranks are out of step, and the job must end.
#pragma once

#include <stdexcept>

namespace gren {

// what() names the collective, its sequence number, this rank, and, when it was late, the ranks that
// have not joined.
class CollectiveError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace gren
