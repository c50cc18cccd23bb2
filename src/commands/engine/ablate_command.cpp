// gren ablate: the runs of a plan, trained and evaluated one after the other, and what they came to.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "dataio/atomic_file.h"
#include "dataio/folder_lock.h"
#include "src/commands/commands.h"
#include "src/plan/job.h"
#include "src/plan/list.h"
#include "src/plan/options.h"
#include "src/plan/results.h"
#include "src/run/duration.h"
#include "src/run/usage_error.h"

namespace gren::plan {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// A word in its place where the command line does not say it yet.
fs::path runs_folder(const AblateOptions& options) {
    return options.runs.empty() ? "RUNS" : options.runs;
}

// With words in the place of data set and folder where the command line does not say them yet.
PlanJob job_of(PlannedRun run, const Plan& plan, PlanMaterial& material, const AblateOptions& options) {
    const auto runs = runs_folder(options);
    PlanJob job{.title = {}, .run = std::move(run), .material = {}, .folder = {}};
    job.folder = {runs / job.run.name};
    if (!options.data.empty()) {
        job.material = material.of(job.run, plan);
        job.state = state_of(job.folder, job.run, job.material);
    } else {
        job.material.data = "DATA";
        if (const auto list = list_name(job.run.lists); !list.empty())
            job.material.list = runs / "splits" / list;
    }
    return job;
}

// All, or the one that --only asks for: what other tasks are at work on is not looked at.
std::vector<PlanJob> jobs_of(const AblateOptions& options, PlanMaterial& material) {
    const auto plan = read_plan(options.plan);
    auto runs = runs_of(plan, options.defaults);
    if (options.only > static_cast<std::int64_t>(runs.size()))
        throw UsageError(fmt::format("gren ablate: --only {}: expected 1 to {}, the runs of {}", options.only,
                                     runs.size(), options.plan.string()));
    std::vector<PlanJob> jobs;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (options.only > 0 && i + 1 != static_cast<std::size_t>(options.only)) continue;
        jobs.push_back(job_of(std::move(runs[i]), plan, material, options));
        jobs.back().title = fmt::format("run {} of {}: {}", i + 1, runs.size(), jobs.back().run.name);
    }
    return jobs;
}

// Open MPI refuses to start as root unless told; containers and CI run as root (launch/environment).
void let_root_start_ranks() {
    if (::geteuid() != 0) return;
    for (const auto* name : {"OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"})
        ::setenv(name, "1", 0);
}

// The runs left, and how long they will take: by the images that this start has seen so far.
class Pace {
  public:
    explicit Pace(const std::vector<PlanJob>& jobs) {
        for (const auto& job : jobs)
            if (job.state != RunState::finished) left_ += job.material.images;
    }
    void end(const PlanJob& job) {
        left_ -= job.material.images;
        if (job.state == RunState::finished) done_ += job.material.images;
    }
    std::string eta() const {
        if (done_ == 0) return "";
        const auto rate = static_cast<double>(done_) / seconds_since(start_);
        return fmt::format(", ETA {}", duration_text(static_cast<double>(left_) / rate));
    }

  private:
    Clock::time_point start_ = Clock::now();
    std::int64_t left_ = 0, done_ = 0;
};

std::string left_to_do(const std::vector<std::string>& names, const char* what) {
    return fmt::format("{} {} {}: {}\n", names.size(), names.size() == 1 ? "run" : "runs", what,
                       fmt::join(names, ", "));
}

// Returns the exit code.
int carry_out_all(std::vector<PlanJob>& jobs, const PlanMaterial& material, const Launcher& launcher) {
    const StopSignals signals;
    Pace pace(jobs);
    std::vector<std::string> failed;
    for (auto& job : jobs) {
        if (job.state == RunState::finished) continue;
        std::cerr << job.title << pace.eta() << "\n";
        const auto start = Clock::now();
        material.write_list(job.material);
        const auto end = signals.received() ? JobEnd::stopped : carry_out(job, launcher, signals);
        if (end == JobEnd::stopped) {
            std::cerr << job.title << ": stopped by a signal; the same command goes on\n";
            return kStoppedBySignal;
        }
        pace.end(job);
        if (end == JobEnd::failed)
            failed.push_back(job.run.name);
        else
            std::cerr << fmt::format("{}: {} in {}\n", job.title,
                                     result_text(read_result(job.folder, job.run, job.material)),
                                     duration_text(seconds_since(start)));
    }
    if (failed.empty()) return 0;
    std::cerr << left_to_do(failed, "failed, see above; the same command tries again");
    return 1;
}

void collect(const std::vector<PlanJob>& jobs, const fs::path& runs) {
    std::vector<RunResult> results;
    std::vector<std::string> unfinished;
    for (const auto& job : jobs)
        if (job.state == RunState::finished)
            results.push_back(read_result(job.folder, job.run, job.material));
        else
            unfinished.push_back(job.run.name);
    if (!results.empty()) {
        const FolderLock lock(runs / "ablation.lock");
        std::cout << results_table(results);
        write_file_atomically(runs / "ablation.csv", results_csv(results));
    }
    if (!unfinished.empty()) std::cerr << left_to_do(unfinished, "not finished and left out");
}

}  // namespace
}  // namespace gren::plan

namespace gren {

int ablate_command(const Arguments& arguments) {
    using namespace plan;
    const auto options = parse_ablate_options(arguments);
    if (!options) return 0;
    const Launcher launcher{.words = options->launcher,
                            .program = fs::read_symlink("/proc/self/exe").parent_path() / "gren"};
    PlanMaterial material(options->data, runs_folder(*options) / "splits");
    auto jobs = jobs_of(*options, material);
    if (options->list) {
        const auto list = options->json ? list_json : list_text;
        std::cout << list(jobs, launcher, !options->data.empty());
        return 0;
    }
    let_root_start_ranks();
    const int code = options->collect ? 0 : carry_out_all(jobs, material, launcher);
    if (options->only == 0 && code != kStoppedBySignal) collect(jobs, options->runs);
    return code;
}

}  // namespace gren
