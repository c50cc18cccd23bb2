// Who started this process, as its environment said before MPI added to it.
#pragma once

#include <optional>
#include <string>

namespace gren {

const std::string& launcher();  // "mpirun", "srun", "none"
bool launched_with_pmix();

// Why a world of so many ranks is not all that was started, in one sentence with what to do, where
// a launcher's variables tell of more: each process would take itself for the whole job and write
// what all write.
std::optional<std::string> why_not_the_whole_world(int ranks);

}  // namespace gren
