#include "distributed/launcher.h"

#include <cstdlib>

namespace gren {
namespace {

bool is_set(const char* variable) {
    return std::getenv(variable) != nullptr;
}

// Before main: MPI_Init of a process that nobody launched sets what mpirun would have set.
const std::string kLauncher = is_set("OMPI_MCA_orte_launch")   ? "mpirun"
                              : is_set("SLURM_STEP_NUM_TASKS") ? "srun"
                                                               : "none";
const bool kHasPmix = is_set("PMIX_RANK");

}  // namespace

const std::string& launcher() {
    return kLauncher;
}
bool launched_with_pmix() {
    return kHasPmix;
}

}  // namespace gren
