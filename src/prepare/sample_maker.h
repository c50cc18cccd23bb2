// From a radiograph of an archive to a sample of a shard: decode, resize, lungs, hashes, boxes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dataio/archive/archive.h"
#include "dataio/dicom/dicom_notes.h"
#include "dataio/dicom/window.h"
#include "dataio/hashes/perceptual_hash.h"
#include "dataio/lungs/lung_source.h"
#include "dataio/regions.h"

namespace gren {

struct MadeSample {
    Sample sample;
    int channels = 0, bits = 0;  // of the file
    int boxes_clipped = 0;       // reached over the border, by a pixel at most
    std::string flag_reason;     // empty: lungs plausible
    std::string not_aligned;     // why an aligned set's film stays as it is; empty: it does not
    std::optional<DicomNotes> dicom;
};

struct SampleOptions {
    int size = 512;  // S, pixels a side of the stored image
    HashOptions hash{};
    RegionScheme regions = RegionScheme::lungs;  // of lobes, the source of lungs gives their bits
    std::optional<cv::Size> box_frame{};         // of the archive's boxes; empty: their images
    Window window{};                             // of DICOM files (read_film)
    bool align = false;                          // by the lungs (dataio/lungs/alignment.h)
};

// A film with implausible lungs, or with a box that would leave the image, is not moved. Hashes and flag are
// taken from the S×S image and masks as they are stored, so that a shard's hashes follow from its own pixels.
// Boxes are fitted to their image (fit_box), then scaled to S×S. Throws DataError: what read_film, fit_box
// and the source of lungs throw.
MadeSample make_sample(const Radiograph& radiograph, const SampleOptions& options, LungSource& lungs);

}  // namespace gren
