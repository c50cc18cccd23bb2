// The folder of a training run and the names in it that outsiders rely on (RUN_FOLDER.md).
#pragma once

#include <filesystem>

namespace gren {

struct RunFolder {
    std::filesystem::path path;

    std::filesystem::path config() const { return path / "config.ini"; }
    std::filesystem::path lock() const { return path / "lock"; }  // held while gren train is at work
    std::filesystem::path mean_similarity() const { return path / "mean_similarity.json"; }
    std::filesystem::path metrics() const { return path / "metrics.jsonl"; }
    std::filesystem::path metrics_table() const { return path / "metrics.csv"; }
    std::filesystem::path tensorboard() const { return path / "tensorboard"; }
    std::filesystem::path traces() const { return path / "trace"; }      // one file a rank (chrome_trace.h)
    std::filesystem::path split() const { return path / "split.json"; }  // a copy of the lists it trained on
    std::filesystem::path checkpoints() const { return path / "checkpoints"; }
    std::filesystem::path model() const { return path / "model.safetensors"; }
    std::filesystem::path thresholds() const { return path / "thresholds.json"; }
    std::filesystem::path evaluation() const { return path / "evaluation.json"; }
    std::filesystem::path boxes() const { return path / "boxes.csv"; }
    std::filesystem::path predictions() const { return path / "predictions.json"; }
    std::filesystem::path ground_truth() const { return path / "ground_truth.json"; }
    std::filesystem::path overlays() const { return path / "overlays"; }
};

// Throws DataError, with what to do, unless the folder holds a model: none there, no run, a run that has not
// come to its end.
void require_finished(const RunFolder& run);

// Creates `folder`. Throws DataError: exists and is not empty, cannot be created.
void create_empty_folder(const std::filesystem::path& folder);

}  // namespace gren
