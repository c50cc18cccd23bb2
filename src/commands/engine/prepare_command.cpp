// gren prepare --lung-model: with the network that finds lungs.
#include <torch/utils.h>

#include "dataio/lung_network/lung_segmenter.h"
#include "src/commands/commands.h"
#include "src/memory/kept_memory.h"
#include "src/prepare/prepare.h"

namespace gren {

int prepare_command(const Arguments& arguments) {
    po::variables_map values;
    if (!parse_prepare_options(arguments, values)) return 0;
    torch::set_num_threads(1);  // the ranks share the host's cores
    keep_freed_memory();
    return prepare(values, make_segmented_lungs);
}

}  // namespace gren
