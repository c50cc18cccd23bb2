// Synthetic radiographs in NIH's layout: anatomy by patient, eight boxed diseases and six image-only labels.
#pragma once

#include <cstdint>
#include <filesystem>

namespace gren::phantom {

struct PhantomOptions {
    int images = 400;
    int patients = 120;
    int size = 256;                   // pixels per side
    double annotated_fraction = 0.5;  // share of diseased images whose lesions are in the box list
    double healthy_fraction = 0.25;   // share of images without any finding
    double unilateral_fraction = 0;   // share of diseased images with one finding alone: one lung is clear
    int builds = 0;                   // patients share so many builds and look alike; 0: each has its own
    std::uint64_t seed = 1;
};

// Writes into `directory`: images/*.png (grey), masks/*.png (1 left, 2 right lung), Data_Entry_2017_v2020.csv
// and BBox_List_2017.csv with NIH's malformed headers. Same options, same bytes. Throws DataError: the folder
// exists and is not empty, cannot be written, disk full; options that no archive can have.
void write_phantom_archive(const std::filesystem::path& directory, const PhantomOptions& options);

}  // namespace gren::phantom
