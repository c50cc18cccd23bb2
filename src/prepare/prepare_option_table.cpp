#include "src/prepare/prepare_option_table.h"

#include "src/run/timeout_option.h"
#include "src/run/window_option.h"

namespace gren {
namespace {

OptionTable::Group files() {
    return {
        "Files",
        {{"manifest", optional_text("DIR"), "manifest: manifest.ini, images.csv, boxes.csv, masks.csv"},
         {"archive", optional_text("DIR"),
          "instead of it, NIH layout: images (PNG, JPEG, TIFF, DICOM) and Data_Entry_2017*.csv below it"},
         {"allow-outside", flag(), "the manifest's paths may lead out of the folder of images that it names"},
         {"out", required_text("DIR"), "data set to write; must be empty, or see --resume"},
         {"resume", flag(), "go on with --out: keep the shards that are finished and whole"},
         {"shard-size", small_integer(256), "images per shard", at_least(1)},
         timeout_row()}};
}

OptionTable::Group images() {
    return {"Images",
            {{"size", small_integer(512), "S: pixels a side of the stored images", at_least(32, "pixels")},
             {"box-frame", optional_text("WxH"),
              "size of the images that the boxes were drawn on, where the archive holds others (NIH's list: "
              "1024x1024); boxes are scaled; default: each box's own image"},
             window_row()}};
}

OptionTable::Group lungs() {
    return {"Lungs and hashes",
            {{"lung-masks", optional_text("DIR"), "lungs from PNGs of the images' names"},
             {"chexmask", optional_text("CSV"), "lungs from CheXmask's run lengths (.csv, .csv.gz)"},
             {"lung-model", optional_text("FILE"), "lungs from the segmenter ('gren segment train')"},
             {"regions", text("lungs"),
              "nodes of the graph within an image: lungs; thirds (three zones of each lung); or lobes, from "
              "--lung-masks with a bit a lobe (SHARD_FORMAT.md)",
              one_of({"lungs", "thirds", "lobes"})},
             {"align", text("none"),
              "lungs: bring every film into one frame by its lungs' boxes, as method cia has it",
              one_of({"none", "lungs"})},
             {"hash", text("dct32-median"), "dct32-median, opencv or released",
              one_of({"dct32-median", "opencv", "released"})},
             {"hash-crop", boolean(true), "hash the lung's bounding box instead of the whole image"},
             {"hash-mirror", flag(), "flip the right lung before hashing"}}};
}

}  // namespace

OptionTable prepare_option_table() {
    return OptionTable({files(), images(), lungs()});
}

}  // namespace gren
