#include "distributed/session/launcher.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <system_error>

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

struct Told {
    const char* variable;
    int ranks;  // that there are at least, by it; 0: not set, or no number
};

// Of a world, of its part on this host, or of the rank that this process is.
Told told_by(const char* variable) {
    const char* value = std::getenv(variable);
    if (value == nullptr) return {variable, 0};
    const std::string_view name = variable, text = value;
    const bool names_one_rank = name.ends_with("RANK") || name.ends_with("RANKID");
    int number = 0;
    const bool is_number = std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
    return {variable, is_number ? number + (names_one_rank ? 1 : 0) : 0};
}

const std::array kTold{told_by("OMPI_COMM_WORLD_SIZE"),
                       told_by("OMPI_COMM_WORLD_RANK"),
                       told_by("PMI_SIZE"),
                       told_by("PMI_RANK"),
                       told_by("MPI_LOCALNRANKS"),
                       told_by("MPI_LOCALRANKID"),
                       told_by("MV2_COMM_WORLD_SIZE"),
                       told_by("MV2_COMM_WORLD_RANK"),
                       told_by("PMIX_SIZE"),
                       told_by("PMIX_RANK"),
                       told_by("PALS_LOCAL_SIZE"),
                       told_by("SLURM_STEP_NUM_TASKS")};

// Under our own mpirun the rest is what it was started from: a shell of another launcher's step, for one.
bool counts(std::string_view variable) {
    return kLauncher != "mpirun" || variable.starts_with("OMPI_");
}

}  // namespace

const std::string& launcher() {
    return kLauncher;
}
bool launched_with_pmix() {
    return kHasPmix;
}

std::optional<std::string> why_not_the_whole_world(int ranks) {
    const auto found = fmt::format("MPI found a world of {} rank{}", ranks, ranks == 1 ? "" : "s");
    for (const auto& [variable, told] : kTold) {
        if (told <= ranks || !counts(variable)) continue;
        if (kLauncher == "srun")
            return fmt::format(
                "srun started {} tasks, but {}: start with srun --mpi=pmix (srun --mpi=list shows what there "
                "is), "
                "or with mpirun inside the allocation",
                told, found);
        return fmt::format(
            "{} tells of {} ranks or more, but {}: the launcher of another MPI (MPICH, Intel MPI, MVAPICH, "
            "another "
            "Open MPI) started this process; start with the mpirun of the Open MPI that gren --version "
            "names, or "
            "unset {} where it is left over from elsewhere",
            variable, told, found, variable);
    }
    return std::nullopt;
}

}  // namespace gren
