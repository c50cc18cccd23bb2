// What the runs of a plan take: data sets, lists of images, and how many steps they make of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dataio/shards/dataset.h"
#include "src/plan/run.h"

namespace gren::plan {

struct RunMaterial {
    std::filesystem::path data;
    std::string dataset;                          // digest
    std::filesystem::path list;                   // where write_list() puts it; empty: all train and test
    std::string list_digest;                      // "all" without a list
    std::int64_t training_images = 0, steps = 0;  // of the list; of the whole run
    std::int64_t images = 0;                      // that go through those steps
};

// Of the lists of a run; empty where every image trains and tests.
std::string list_name(const SplitOptions& lists);

class PlanMaterial {
  public:
    // Opens the data sets. Lists will lie in `lists`. Throws DataError.
    PlanMaterial(const std::vector<std::string>& data, std::filesystem::path lists);

    // Lists are drawn as `gren split` draws them, from the data set and the seed alone; those of NIH
    // ("official") are read from DATA/splits, where `gren split` left them. Throws UsageError: no data set of
    // the run's hash variant; DataError: too few images for the lists or for N, no official list.
    RunMaterial of(const PlannedRun& run, const Plan& plan);

    // Writes the list of `material`, in a folder of its own beside and renamed: the tasks of an array do it
    // at once. Throws DataError: cannot be written, or other lists stand there under this name.
    void write_list(const RunMaterial& material) const;

  private:
    struct Source {
        std::filesystem::path folder;
        std::unique_ptr<Dataset> dataset;
    };
    const Source& source_of(const PlannedRun& run, const Plan& plan) const;
    const Split& split_of(const PlannedRun& run, const Source& source, const std::filesystem::path& file);

    std::vector<Source> sources_;
    std::filesystem::path lists_;
    std::map<std::filesystem::path, Split> splits_;
};

}  // namespace gren::plan
