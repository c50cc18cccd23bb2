// gren prepare: here, unless lungs are to be segmented, by a network that only the other program has.
#include "src/commands/commands.h"
#include "src/prepare/prepare.h"

namespace gren {

int prepare_command(const Arguments& arguments) {
    po::variables_map values;
    if (!parse_prepare_options(arguments, values)) return 0;
    if (wants_segmenter(values)) become_engine("prepare", arguments);
    return prepare(values, {});
}

}  // namespace gren
