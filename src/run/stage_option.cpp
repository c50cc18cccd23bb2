#include "src/run/stage_option.h"

#include "src/run/usage_error.h"

namespace gren {

OptionRow stage_row() {
    return {"stage", optional_text("DIR"),
            "Folder on each host's own disk into which the shards are copied, checked and read from: faster "
            "than a slow shared disk. The copy is gone when the job ends.",
            any_value(), Shapes::nothing};
}

OptionRow keep_stage_row() {
    return {"keep-stage", flag(), "Leaves the copy in --stage for the next start, which then copies nothing.",
            any_value(), Shapes::nothing};
}

StageOptions stage_options(const po::variables_map& values, const char* command) {
    StageOptions options{text_of(values, "stage"), values["keep-stage"].as<bool>()};
    OptionCheck{command}(!options.keep || !options.folder.empty(), "keep-stage", "no --stage",
                         "--stage DIR, whose copy is to be kept");
    return options;
}

}  // namespace gren
