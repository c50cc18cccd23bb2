// The command lines of a run, word by word.
#include "src/plan/job.h"

#include <gmock/gmock.h>

#include "tests/support/scratch_folder.h"

namespace gren::plan::job_test {
namespace {

using testing::ElementsAre;

PlanJob job_of(const std::string& axes) {
    const ScratchFolder folder;
    const auto plan = read_plan(folder.write("a.plan", "participation = 0.5_0.8\nmethod = gren\n" + axes));
    PlanJob job{.title = "", .run = runs_of(plan, {}).front(), .material = {}, .folder = {"run"}};
    job.material.data = "set";
    return job;
}

const Launcher kHere{.words = "", .program = "gren"};
const Launcher kSlurm{.words = "srun --mpi=pmix -n {ranks}", .program = "gren"};

}  // namespace

TEST(PlanJob, one_rank_needs_no_launcher) {
    EXPECT_THAT(evaluate_command_words(job_of(""), kHere),
                ElementsAre("gren", "evaluate", "--data", "set", "--run", "run", "--overlays", "0"));
}

TEST(PlanJob, the_launcher_is_told_the_ranks) {
    EXPECT_THAT(evaluate_command_words(job_of("ranks = 2\n"), kSlurm),
                ElementsAre("srun", "--mpi=pmix", "-n", "2", "gren", "evaluate", "--data", "set", "--run",
                            "run", "--overlays", "0"));
}

TEST(PlanJob, a_run_is_tested_where_it_was_trained) {
    EXPECT_THAT(evaluate_command_words(job_of("device = cpu\nthreads = 3\n"), kHere),
                ElementsAre("gren", "evaluate", "--data", "set", "--run", "run", "--overlays", "0",
                            "--threads", "3", "--device", "cpu"));
    EXPECT_THAT(evaluate_command_words(job_of("device = cuda\nshare-gpu = true\n"), kHere),
                ElementsAre("gren", "evaluate", "--data", "set", "--run", "run", "--overlays", "0",
                            "--device", "cuda", "--share-gpu"));
}

}  // namespace gren::plan::job_test
