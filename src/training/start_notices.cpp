#include "src/training/start_notices.h"

#include <cstdlib>
#include <iostream>

#include "distributed/bfloat16_cpu.h"
#include "distributed/session/launcher.h"
#include "src/training/checkpoint.h"
#include "src/training/paper_preset.h"

namespace gren {

namespace {

bool begins_with_random_weights(const TrainOptions& options) {
    return options.init.empty() &&
           (options.resume == Resume::never || checkpoints_in(options.run.checkpoints()).empty());
}

}  // namespace

void say_start_notices(const TrainingRun& run, const TrainingSteps& steps, const World& world) {
    if (world.rank() != 0) return;
    const auto& options = run.options;
    if (options.trainer.forward.bfloat16 && world.device().is_cpu() && !this_cpu_multiplies_bfloat16())
        std::cerr
            << "--precision bf16: this CPU has no bfloat16 instructions (AVX512_BF16, AMX), so that steps "
               "take several times as long as in fp32; use --precision fp32\n";
    if (const auto sentence = left_out_sentence(options, steps); !sentence.empty())
        std::cerr << sentence << "\n";
    if (options.preset == paper_preset().name)
        if (const auto sentence =
                unlike_the_paper(options.images_per_rank() * world.size(), run.network.image_size,
                                 begins_with_random_weights(options));
            !sentence.empty())
            std::cerr << sentence << "\n";
    if (launcher() == "mpirun" && std::getenv(kSignalsArePassedOn) == nullptr)
        std::cerr
            << "started by mpirun: Ctrl-C, or SIGTERM to mpirun, ends this run within about two seconds "
               "without saving; launch/train saves first, and so does SIGUSR1 to mpirun\n";
}

}  // namespace gren
