#include "src/training/train_option_groups.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "src/method/method.h"
#include "src/ranks/device_option.h"
#include "src/ranks/timeout_option.h"

namespace gren {
namespace {

// What does not shape the result: where things are, how fast they go, how the global batch is shared out.
const std::set<std::string> kNotShaping{
    "batch-per-rank", "accumulate",       "graph-path",       "data",           "run",        "split",
    "init",           "resume",           "resident",         "device",         "share-gpu",  "trace",
    "recompute",      "cuda-graph",       "threads",          "loader-threads", "max-steps",  "agree-every",
    "probe-every",    "checkpoint-every", "keep-checkpoints", "non-finite",     "skip-limit", "timeout"};

po::options_description files() {
    auto group = option_group("Files");
    group.add_options()  //
        ("data", po::value<std::string>()->required()->value_name("DIR"),
         "prepared data set (gren prepare)")  //
        ("run", po::value<std::string>()->required()->value_name("DIR"),
         "folder of this run; must be empty unless --resume goes on in it")  //
        ("split", po::value<std::string>()->value_name("FILE"),
         "lists of 'gren split'; all images train without")  //
        ("init", po::value<std::string>()->value_name("FILE"),
         "start from these weights (.safetensors or torchvision's .pth), strictly by name")  //
        ("resume", po::value<std::string>()->default_value("never"),
         "newest: go on from the newest checkpoint of --run; auto: start where there is none; never");
    return group;
}

po::options_description network() {
    auto group = option_group("Network");
    group.add_options()                                                                   //
        ("depth", po::value<int>()->default_value(50), "ResNet-50 or ResNet-18: 50, 18")  //
        ("width", po::value<std::int64_t>()->default_value(64),
         "channels of the trunk's first stage; torchvision's weights want 64, small experiments less")  //
        ("output-stride", po::value<int>()->default_value(32), "of the trunk: 32, 16, 8 (dilated)")     //
        ("grid", po::value<std::int64_t>()->default_value(16), "P: the losses see P×P cells")           //
        ("head-width", po::value<std::int64_t>()->default_value(512),
         "channels between the head's convolutions")  //
        ("batch-norm", po::value<std::string>()->default_value("sync"), "sync, local or frozen");
    return group;
}

po::options_description method() {
    auto group = option_group("Method");
    group.add_options()  //
        ("method", po::value<std::string>()->default_value("gren"),
         fmt::format("{}. Controls of the hash weights: const (all the mean over the training list), "
                     "batch-const (over "
                     "the batch), shuffle (permuted)",
                     fmt::join(method_names(), ", "))
             .c_str())                                                                      //
        ("beta", po::value<double>()->default_value(4), "weight of boxed classes (Eq. 3)")  //
        ("lambda-intra", po::value<double>(),
         "weight of D_intra; default 0.11 (Eq. 8), cosine 0.15 (Eq. 11)")         //
        ("lambda-inter", po::value<double>(), "weight of D_inter; default 0.15")  //
        ("sign", po::value<std::string>()->default_value("attract"),
         "attract (similar images move together) or repel (Eq. 4-7 as printed)")  //
        ("lung-features", po::value<std::string>()->default_value("pooled"),
         "pooled, mirror, flat or forward")  //
        ("lung-background", po::value<std::string>()->default_value("black"),
         "around a lung, with --lung-features forward: black, as the hash sees it, or grey, ImageNet's "
         "mean")                                                                                         //
        ("feature-norm", po::value<std::string>()->default_value("l2"), "l2 or none, before distances")  //
        ("loss-reduction", po::value<std::string>()->default_value("mean"),
         "of Eq. 3 over images: mean or sum")  //
        ("graph-reduction", po::value<std::string>()->default_value("sum"),
         "of Eq. 5 and 7 over edges: sum or mean")  //
        ("graph-path", po::value<std::string>()->default_value("auto"),
         "how features meet: all-gather, sharded-gram, or auto by cost ('gren doctor --graph')")  //
        ("wire", po::value<std::string>()->default_value("fp32"),
         "features between ranks travel as fp32 or bf16");
    return group;
}

po::options_description schedule() {
    auto group = option_group("Training");
    group.add_options()                                                                                     //
        ("epochs", po::value<std::int64_t>()->default_value(9), "passes over the training list")            //
        ("max-steps", po::value<std::int64_t>()->default_value(-1), "stop after so many steps; -1: never")  //
        ("batch-per-rank", po::value<std::int64_t>()->default_value(4),
         "images per rank that go through the network together")  //
        ("accumulate", po::value<std::int64_t>()->default_value(1),
         "so many of those per rank and step, N = ranks × batch-per-rank × this; above 1 features first, "
         "then the "
         "same images again, exactly (needs --batch-norm frozen)")                                       //
        ("lr", po::value<double>()->default_value(0.001, "0.001"), "learning rate of the first epochs")  //
        ("lr-drop", po::value<std::int64_t>()->default_value(4),
         "divide it by 10 after every so many epochs")  //
        ("warm-up", po::value<std::int64_t>()->default_value(0),
         "steps in which the rate rises in equal steps from the first one's 1/STEPS of it; 0: none")  //
        ("clip-norm", po::value<double>()->default_value(0),
         "scale the gradient of all parameters down to this L2 norm where it is longer; 0: never")  //
        ("momentum", po::value<double>()->default_value(0.9, "0.9"), "Nesterov's")                  //
        ("weight-decay", po::value<double>()->default_value(1e-4, "1e-4"), "on every parameter")    //
        ("precision", po::value<std::string>()->default_value("fp32"),
         "fp32, tf32 (convolutions; needs a GPU) or bf16 (trunk and head); losses and graph stay in fp32")  //
        ("seed", po::value<std::uint64_t>()->default_value(1),
         "of weights, order and the shuffle control")  //
        ("recompute", po::bool_switch(),
         "of residual blocks keep the input alone and compute the rest again in the backward pass: less "
         "memory, the same result, one more forward pass")  //
        ("cuda-graph", po::bool_switch(),
         "on a GPU: record the trunk's kernels in the second step and replay them in the following ones, for "
         "small batches that wait for launches; where that cannot be, one line says why")  //
        ("agree-every", po::value<std::int64_t>()->default_value(500),
         "steps between checks that all ranks hold the same parameters; 0: never after the first")  //
        ("trace", po::value<std::int64_t>()->default_value(0),
         "record so many steps after 3 others: RUN/trace/rank_*.json (Chrome trace) and a table of where the "
         "time went")  //
        ("probe-every", po::value<std::int64_t>()->default_value(0),
         "steps between looks at each term's gradients, distances and weights, into metrics.jsonl; each "
         "costs a backward pass a term; 0: never")  //
        ("threads", po::value<int>()->default_value(0),
         "per rank; 0: the host's cores shared among its ranks")                                      //
        ("loader-threads", po::value<int>()->default_value(1), "that read coming batches, per rank")  //
        ("resident", po::bool_switch(),
         "keep the training images on the device, a copy a rank, instead of reading each step's");
    add_device(group);
    add_share_gpu(group);
    return group;
}

po::options_description safety() {
    auto group = option_group("Interruptions");
    group.add_options()  //
        ("checkpoint-every", po::value<std::int64_t>()->default_value(0),
         "steps between checkpoints; 0: at the end of every epoch. A signal (TERM, INT, USR1, USR2) to a "
         "rank writes one and exits with 75; of those sent to mpirun only USR1 and USR2 do")     //
        ("keep-checkpoints", po::value<int>()->default_value(2), "the newest so many are kept")  //
        ("non-finite", po::value<std::string>()->default_value("stop"),
         "a loss or gradient that is no number: stop, or skip the step")  //
        ("skip-limit", po::value<std::int64_t>()->default_value(10), "steps that may be skipped");
    add_timeout(group);
    return group;
}

}  // namespace

po::options_description train_option_groups() {
    po::options_description options;
    return options.add(files()).add(network()).add(method()).add(schedule()).add(safety());
}

bool shapes_the_result(const std::string& train_option) {
    return !kNotShaping.contains(train_option);
}

}  // namespace gren
