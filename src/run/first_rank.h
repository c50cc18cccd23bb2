// Which of a job's ranks speaks, before MPI has started.
#pragma once

namespace gren {

// By the variables of mpirun, srun and other launchers; true of a process that nobody launched.
bool is_first_rank();

}  // namespace gren
