#include "dataio/shards/acquisition_columns.h"

#include <array>
#include <utility>

#include "dataio/shards/shard_format.h"

namespace gren {
namespace {

using namespace shard_format;

constexpr std::array<std::pair<const char*, std::string Acquisition::*>, 5> kWords{
    {{kStudy, &Acquisition::study},
     {kView, &Acquisition::view},
     {kSex, &Acquisition::sex},
     {kSite, &Acquisition::site},
     {kSpacingOn, &Acquisition::spacing_on}}};

}  // namespace

void write_acquisition(const hdf5::Handle& file, const std::vector<Acquisition>& films) {
    for (const auto& [column, field] : kWords) {
        std::vector<std::string> words;
        for (const auto& film : films) words.push_back(film.*field);
        hdf5::write(file, column, words);
    }
    std::vector<float> age, spacing;
    for (const auto& film : films) {
        age.push_back(film.age);
        spacing.insert(spacing.end(), film.pixel_spacing.begin(), film.pixel_spacing.end());
    }
    hdf5::write(file, kAge, {films.size()}, age);
    hdf5::write(file, kPixelSpacing, {films.size(), 2}, spacing);
}

std::vector<Acquisition> read_acquisition(const hdf5::Handle& file, hsize_t n) {
    std::vector<Acquisition> films(n);
    for (const auto& [column, field] : kWords) {
        auto words = hdf5::read_strings(file, column, {n});
        for (std::size_t i = 0; i < n; ++i) films[i].*field = std::move(words[i]);
    }
    const auto age = hdf5::read<float>(file, kAge, {n});
    const auto spacing = hdf5::read<float>(file, kPixelSpacing, {n, 2});
    for (std::size_t i = 0; i < n; ++i) {
        films[i].age = age[i];
        films[i].pixel_spacing = {spacing[2 * i], spacing[2 * i + 1]};
    }
    return films;
}

}  // namespace gren
