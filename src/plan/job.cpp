#include "src/plan/job.h"

#include <fmt/format.h>

#include <csignal>
#include <iostream>
#include <sstream>

namespace gren::plan {
namespace {

CommandWords start_of(const Launcher& launcher, int ranks) {
    CommandWords words;
    std::istringstream stream(!launcher.words.empty() ? launcher.words : ranks > 1 ? kMpirun : "");
    for (std::string word; stream >> word;) words.push_back(word == "{ranks}" ? fmt::to_string(ranks) : word);
    words.push_back(launcher.program);
    return words;
}

// A run is tested where it was trained.
CommandWords device_words(const DeviceOptions& device) {
    CommandWords words;
    if (device.requested != RequestedDevice::automatic) {
        words.emplace_back("--device");
        words.emplace_back(device.requested == RequestedDevice::cuda ? "cuda" : "cpu");
    }
    if (device.shares_gpu) words.emplace_back("--share-gpu");
    return words;
}

// Ranks that were signalled before they heed signals end by them.
bool is_stop(int code) {
    return code == kStoppedBySignal || code == 128 + SIGUSR1 || code == 128 + SIGTERM;
}

JobEnd end_of(const char* command, const PlanJob& job, int code, const StopSignals& signals) {
    if (code == 0) return JobEnd::finished;
    if (is_stop(code) || signals.received()) return JobEnd::stopped;
    std::cerr << fmt::format("{}: gren {} ended with exit code {}\n", job.run.name, command, code);
    return JobEnd::failed;
}

}  // namespace

CommandWords train_command_words(const PlanJob& job, const Launcher& launcher) {
    auto words = start_of(launcher, job.run.ranks);
    words.insert(words.end(), {"train", "--data", job.material.data, "--run", job.folder.path});
    if (!job.material.list.empty()) words.insert(words.end(), {"--split", job.material.list});
    words.insert(words.end(), {"--resume", "auto"});
    words.insert(words.end(), job.run.options.begin(), job.run.options.end());
    return words;
}

CommandWords evaluate_command_words(const PlanJob& job, const Launcher& launcher) {
    auto words = start_of(launcher, job.run.ranks);
    words.insert(words.end(),
                 {"evaluate", "--data", job.material.data, "--run", job.folder.path, "--overlays", "0"});
    if (job.run.train.threads > 0)
        words.insert(words.end(), {"--threads", fmt::to_string(job.run.train.threads)});
    const auto device = device_words(job.run.train.device);
    words.insert(words.end(), device.begin(), device.end());
    return words;
}

JobEnd carry_out(PlanJob& job, const Launcher& launcher, const StopSignals& signals) {
    if (job.state == RunState::to_train) {
        const auto end =
            end_of("train", job, run_and_wait(train_command_words(job, launcher), signals), signals);
        if (end != JobEnd::finished) return end;
        job.state = RunState::to_evaluate;
    }
    if (job.state == RunState::to_evaluate) {
        const auto end =
            end_of("evaluate", job, run_and_wait(evaluate_command_words(job, launcher), signals), signals);
        if (end != JobEnd::finished) return end;
        job.state = RunState::finished;
    }
    return JobEnd::finished;
}

}  // namespace gren::plan
