#include "src/training/checkpoint_writer.h"

#include <chrono>
#include <utility>

namespace gren {

CheckpointWriter::CheckpointWriter(std::filesystem::path folder, int keep)
    : folder_(std::move(folder)), keep_(keep) {}

void CheckpointWriter::write(RunState state) {
    writing_ = std::async(std::launch::async, [folder = folder_, keep = keep_, state = std::move(state)] {
        write_checkpoint(folder, state, keep);
    });
}

void CheckpointWriter::finish() {
    if (writing_.valid()) writing_.get();
}

void CheckpointWriter::throw_if_failed() {
    if (writing_.valid() && writing_.wait_for(std::chrono::seconds(0)) == std::future_status::ready)
        writing_.get();
}

}  // namespace gren
