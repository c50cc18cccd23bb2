// Synthetic radiographs in NIH's layout: anatomy by patient, eight boxed diseases and six image-only labels.
// What each switch does to an archive, and what was counted on it: dataio/PHANTOM.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

namespace gren::phantom {

enum class Prevalence {
    balanced,  // equally many films of each boxed finding
    nih,       // each finding as often among the diseased films as in ChestX-ray14
};

inline constexpr double kNihHealthyFraction = 60361 / 112120.0;  // of ChestX-ray14's films

struct PhantomOptions {
    int images = 400;
    int patients = 120;
    int size = 256;                   // pixels per side
    double annotated_fraction = 0.5;  // share of diseased images whose lesions are in the box list
    double healthy_fraction = 0.25;   // share of images without any finding
    double unilateral_fraction = 0;   // share of diseased images with one finding alone: one lung is clear
    int builds = 0;                   // patients share so many builds and look alike; 0: each has its own
    Prevalence prevalence = Prevalence::balanced;
    double co_occurrence = 0;   // 0 to 1: how firmly the pairs of phantom_co_occurrence.h belong together
    double shared_disease = 0;  // share of diseased films that show the disease of their build
    double persistence = 0;     // share of follow-ups that show what the film before showed, in its place
    double bilateral = 0;       // share of lone lesions in a lung that lie in both lungs
    double diffuse = 0;         // share of infiltrations that fill their lung
    bool asymmetry = false;     // Mass, Pneumonia and Fibrosis differ from health by the two lungs alone
    double label_noise = 0;     // share of each finding's labels that stand on films without it
    std::uint64_t seed = 1;
};

// Writes into `directory`: images/*.png (grey), masks/*.png (1 left, 2 right lung), Data_Entry_2017_v2020.csv
// and BBox_List_2017.csv with NIH's malformed headers; with label noise true_labels.csv, the first table as
// it would be without. Same options, same bytes. Throws DataError: the folder exists and is not empty, cannot
// be written, disk full; options that no archive can have. `drawn` is called after each radiograph with the
// count of those there are.
void write_phantom_archive(const std::filesystem::path& directory, const PhantomOptions& options,
                           const std::function<void(std::int64_t)>& drawn = {});

}  // namespace gren::phantom
