#include "dataio/importers/importers.h"

namespace gren {

std::span<const Importer> importers() {
    static constexpr Importer kImporters[] = {
        {.name = "nih", .import = import_nih, .has_views = true},
        {.name = "chexpert", .import = import_chexpert, .has_views = true, .has_uncertain = true},
        {.name = "vindr", .import = import_vindr, .has_readers = true},
        {.name = "mimic", .import = import_mimic, .has_views = true, .has_uncertain = true},
        {.name = "rsna", .import = import_rsna},
        {.name = "siim", .import = import_siim},
        {.name = "coco", .import = import_coco},
        {.name = "object-cxr", .import = import_object_cxr},
    };
    return kImporters;
}

}  // namespace gren
