#include "src/prepare/prepare_option_table.h"

#include "src/run/timeout_option.h"
#include "src/run/window_option.h"

namespace gren {
namespace {

OptionTable::Group files() {
    return {
        "Files",
        {{"manifest", optional_text("DIR"),
          "Folder of the manifest, which 'gren import' or you wrote: manifest.ini, images.csv, boxes.csv, "
          "masks.csv."},
         {"archive", optional_text("DIR"),
          "Folder of NIH ChestX-ray14, instead of a manifest: Data_Entry_2017*.csv, and films at any depth."},
         {"allow-outside", flag(),
          "Lets the manifest's paths lead out of the folder of images that it names."},
         {"out", required_text("DIR"),
          "Folder that the data set is written to; it must be empty, unless --resume goes on in it."},
         {"resume", flag(),
          "Goes on with --out: keeps the shards that are finished and whole, and writes the others."},
         {"shard-size", small_integer(256),
          "Images in each shard, a file of its own. Small shards are shared out more evenly among ranks.",
          at_least(1)},
         timeout_row()}};
}

OptionTable::Group images() {
    return {
        "Images",
        {{"size", small_integer(512),
          "Pixels by side of the stored images (S). More keep finer findings, and take more disk and time.",
          at_least(32, "pixels")},
         {"box-frame", optional_text("WxH"),
          "Size of the images that the boxes were drawn on, where yours are of another: 1024x1024 for NIH's "
          "list. Boxes are scaled. Default: each box's own image."},
         window_row()}};
}

OptionTable::Group lungs() {
    return {
        "Lungs and hashes",
        {{"lung-masks", optional_text("DIR"), "Folder of lung masks: PNGs of the images' names."},
         {"chexmask", optional_text("CSV"), "CheXmask's table of lung masks (.csv, .csv.gz)."},
         {"lung-model", optional_text("FILE"),
          "Weights of the network that finds the lungs; some ship as dataio/lung_weights/lungs.safetensors."},
         {"regions", text("lungs"),
          "Regions of an image that the graph compares: lungs, two; thirds, three zones of each; lobes, as "
          "--lung-masks tells them apart (SHARD_FORMAT.md).",
          one_of({"lungs", "thirds", "lobes"})},
         {"align", text("none"),
          "Whether films are turned, scaled and shifted so that their lungs lie alike, which method cia "
          "wants: none or lungs.",
          one_of({"none", "lungs"})},
         {"hash", text("dct32-median"),
          "Kind of perceptual hash, from which the graph's weights follow: dct32-median, the usual one; "
          "opencv, its img_hash; released, the authors' code.",
          one_of({"dct32-median", "opencv", "released"})},
         {"hash-crop", boolean(true),
          "Whether the hash is taken of the lung's own rectangle (true) or of the whole image with all else "
          "black (false)."},
         {"hash-mirror", flag(),
          "Flips the right lung before it is hashed, so that both lungs of a patient compare in one "
          "direction."}}};
}

}  // namespace

OptionTable prepare_option_table() {
    return OptionTable({files(), images(), lungs()});
}

}  // namespace gren
