// What `gren prepare` counted, on one rank or all: printed at the end and kept in dataset.json.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dataio/archive/archive.h"
#include "src/prepare/sample_maker.h"

namespace gren {

struct PrepareSummary {
    std::int64_t images = 0;
    std::map<std::string, std::int64_t> labels, boxes;  // by class
    std::map<std::string, std::int64_t> modes;          // "grey 8 bit", "RGBA 8 bit", ...
    std::map<std::string, std::int64_t> flagged;        // by reason
    std::map<std::string, std::int64_t> not_aligned;    // by reason
    std::map<std::string, std::int64_t> dicom;  // by what DICOM files say or leave open (dicom_counts.h)
    std::int64_t boxes_clipped = 0;
    std::vector<std::string> skipped;  // one sentence each: file and reason
    std::string window;                // of DICOM files, as --window has it; of the whole alone

    void count(const MadeSample& made, const std::vector<std::string>& classes);
    std::string to_json() const;
};

// Ranks' summaries, as to_json() made them, into one; skipped files sorted, so that the result does not
// depend on ranks.
PrepareSummary merged(const std::vector<std::string>& jsons);

// For people, with what the importer found. `has_lungs`: whether lungs were asked for; where not, the first
// line says what that means. `aligned`: whether films were to be brought into one frame.
std::string summary_text(const PrepareSummary& summary, const Archive& archive, bool has_lungs, bool aligned);

}  // namespace gren
