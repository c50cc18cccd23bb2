#include "src/run/first_rank.h"

#include <cstdlib>
#include <initializer_list>
#include <string_view>

namespace gren {

bool is_first_rank() {
    // mpirun's own variable first: it may itself have been started as one of several tasks.
    for (const auto* variable : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "MV2_COMM_WORLD_RANK"})
        if (const char* value = std::getenv(variable)) return std::string_view(value) == "0";
    return true;
}

}  // namespace gren
