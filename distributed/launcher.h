// Who started this process, as its environment said before MPI added to it.
#pragma once

#include <string>

namespace gren {

const std::string& launcher();  // "mpirun", "srun", "none"
bool launched_with_pmix();

}  // namespace gren
