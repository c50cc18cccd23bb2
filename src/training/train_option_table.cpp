#include "src/training/train_option_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "src/method/method.h"
#include "src/ranks/device_option.h"
#include "src/run/stage_option.h"
#include "src/run/timeout_option.h"

namespace gren {
namespace {

constexpr auto kShapesNothing = Shapes::nothing;  // where things are, how fast they go, who does what

OptionTable::Group files() {
    return {"Files",
            {{"data", required_text("DIR"), "prepared data set (gren prepare)", any_value(), kShapesNothing},
             {"run", required_text("DIR"), "folder of this run; must be empty unless --resume goes on in it",
              any_value(), kShapesNothing},
             {"split", optional_text("FILE"), "lists of 'gren split'; all images train without", any_value(),
              kShapesNothing},
             {"init", optional_text("FILE"),
              "start from these weights (.safetensors or torchvision's .pth), strictly by name", any_value(),
              kShapesNothing},
             {"resume", text("never"),
              "newest: go on from the newest checkpoint of --run; auto: start where there is none; never",
              one_of({"auto", "newest", "never"}), kShapesNothing}}};
}

OptionTable::Group network() {
    return {"Network",
            {{"depth", integer(50), "ResNet-50 or -18, DenseNet-121: 50, 18, 121", one_of({18, 50, 121})},
             {"width", integer(64),
              "channels of the backbone's first layer; torchvision's weights want 64, small experiments less",
              at_least(1)},
             {"output-stride", integer(32), "of the backbone: 32, 16, 8 (dilated)", one_of({8, 16, 32})},
             {"grid", integer(16), "P: the losses see P×P cells", at_least(1)},
             {"head-width", integer(512), "channels between the head's convolutions", at_least(1)},
             {"head-kernel", optional_integer(), "of the head's first convolution: 1, 3; default 1, li 3",
              one_of({1, 3})},
             {"head-norm", text("off"), "a batch norm after it: on or off", one_of({"on", "off"})},
             {"batch-norm", text("sync"), "sync, local or frozen"}}};
}

OptionTable::Group method() {
    return {
        "Method",
        {{"method", text("gren"),
          fmt::format("{}. Controls of the hash weights: const (all the mean over the training list), "
                      "batch-const (over the batch), shuffle (permuted)",
                      fmt::join(method_names(), ", ")),
          one_of(method_names())},
         {"beta", optional_real(), "weight of boxed classes (Eq. 3); default 4, li 5"},
         {"mil-floor", optional_real(),
          "floor of the factors in the products of Eq. 1 and 2, from 0 to below 1; default 0, li 0.98"},
         {"boxed-labels", text("all"),
          "of an image with boxes that train: all its labels, or boxed-only, others counted as absent (the "
          "released script)",
          one_of({"all", "boxed-only"})},
         {"lambda-intra", optional_real(), "weight of D_intra; default 0.11 (Eq. 8), cosine 0.15 (Eq. 11)"},
         {"lambda-inter", optional_real(),
          "weight of D_inter; default 0.15, ccg and ccg-code 0.017 (both λ), graph-rise's neighbors 0.1"},
         {"sign", text("attract"), "attract (similar images move together) or repel (Eq. 4-7 as printed)"},
         {"lung-features", text("pooled"), "pooled, mirror, flat or forward"},
         {"lung-background", text("black"),
          "around a lung, with --lung-features forward: black, as the hash sees it, or grey, ImageNet's "
          "mean"},
         {"feature-norm", text("l2"), "l2 or none, before distances", one_of({"l2", "none"})},
         {"loss-reduction", text("mean"), "of Eq. 3 over images: mean or sum"},
         {"graph-reduction", text("sum"), "of Eq. 5 and 7 over edges: sum or mean"},
         {"graph-path", text("auto"),
          "how features meet: all-gather, sharded-gram, row-blocks, or auto by cost ('gren doctor --graph')",
          any_value(), kShapesNothing},
         {"communication-dtype", text("fp32"), "features between ranks travel as fp32 or bf16"}}};
}

OptionTable::Group systems() {
    return {
        "Single systems",
        {{"cam-transition", text("conv"),
          "cam: between F and pooling a 1×1 convolution with ReLU: conv, or identity",
          one_of({"conv", "identity"})},
         {"lse-sharpness", real(10), "cam: r of log-sum-exp pooling", positive()},
         {"pairing", text("nearest"),
          "cia: each image with the nearest normal film of the training list by average hash, or random",
          one_of({"nearest", "random"})},
         {"contrast", text("local"), "cia: to the normal film place by place, local, or to its mean, global",
          one_of({"local", "global"})}}};
}

OptionTable::Group training() {
    return {
        "Training",
        {{"epochs", integer(9), "passes over the training list", at_least(1)},
         {"max-steps", integer(-1), "stop after so many steps; -1: never", any_value(), kShapesNothing},
         {"drop-last", flag(),
          "train on whole batches of N images only: the images that an epoch's last, smaller batch would "
          "have do "
          "not train in that epoch. Without this they do, in a step whose graph is smaller"},
         {"batch-per-rank", integer(4), "images per rank that go through the network together", at_least(1),
          kShapesNothing},
         {"accumulate", integer(1),
          "so many of those per rank and step, N = ranks × batch-per-rank × this; above 1 features first, "
          "then the same images again, exactly (needs --batch-norm frozen)",
          at_least(1), kShapesNothing},
         {"lr", real(0.001, "0.001"), "learning rate of the first epochs", positive()},
         {"lr-drop", integer(4), "divide it by 10 after every so many epochs", at_least(1)},
         {"warm-up", integer(0),
          "steps in which the rate rises in equal steps from the first one's 1/STEPS of it; 0: none",
          at_least(0)},
         {"clip-norm", real(0),
          "scale the gradient of all parameters down to this L2 norm where it is longer; 0: never",
          zero_or_positive()},
         {"momentum", real(0.9, "0.9"), "of SGD", zero_or_positive()},
         {"nesterov", text("on"), "on: Nesterov's momentum (the paper), or off (the released script)",
          one_of({"on", "off"})},
         {"weight-decay", real(1e-4, "1e-4"), "on every parameter"},
         {"precision", text("fp32"),
          "fp32, tf32 (convolutions; needs a GPU) or bf16 (backbone and head); losses and graph stay in fp32",
          one_of({"fp32", "tf32", "bf16"})},
         {"seed", count(1), "of weights, order and the shuffle control"}}};
}

OptionTable::Group execution() {
    return {
        "Execution",
        {{"recompute", flag(),
          "of residual blocks and dense layers keep the input alone and compute the rest again in the "
          "backward pass: less memory, the same result, one more forward pass",
          any_value(), kShapesNothing},
         {"cuda-graph", flag(),
          "on a GPU: record the backbone's kernels in the second step and replay them in the following ones, "
          "for small batches that wait for launches; where that cannot be, one line says why",
          any_value(), kShapesNothing},
         {"agree-every", integer(500),
          "steps between checks that all ranks hold the same parameters; 0: never after the first",
          at_least(0), kShapesNothing},
         {"trace", integer(0),
          "record so many steps after 3 others: RUN/trace/rank_*.json (Chrome trace) and a table of where "
          "the time went",
          at_least(0), kShapesNothing},
         {"probe-every", integer(0),
          "steps between looks at each term's gradients, distances and weights, into metrics.jsonl; each "
          "costs a backward pass a term; 0: never",
          at_least(0), kShapesNothing},
         {"evaluate-every", integer(0),
          "measure the network on the validation list of --split after every so many epochs, and after the "
          "last: "
          "mean AUC and T(IoU) go into metrics.jsonl and the other logs, some of the films to TensorBoard. "
          "This "
          "does not change what is trained: the result is the network of the last epoch. 0: never",
          at_least(0), kShapesNothing},
         {"threads", integer(0), "per rank; 0: the host's cores shared among its ranks", at_least(0),
          kShapesNothing},
         {"loader-threads", integer(1), "that read coming batches, per rank", at_least(1), kShapesNothing},
         stage_row(),
         keep_stage_row(),
         {"resident", flag(),
          "keep the training images on the device, a copy a rank, instead of reading each step's",
          any_value(), kShapesNothing},
         device_row(),
         share_gpu_row()}};
}

OptionTable::Group interruptions() {
    return {
        "Interruptions",
        {{"checkpoint-every", integer(0),
          "steps between checkpoints; 0: at the end of every epoch. A signal (TERM, INT, USR1, USR2) to a "
          "rank writes one and exits with 75; of those sent to mpirun only USR1 and USR2 do",
          at_least(0), kShapesNothing},
         {"prometheus", optional_text("FILE"),
          "keep a file of metrics for node_exporter's textfile collector up to date", any_value(),
          kShapesNothing},
         {"keep-checkpoints", integer(2), "the newest so many are kept", at_least(1), kShapesNothing},
         {"non-finite", text("stop"), "a loss or gradient that is no number: stop, or skip the step",
          any_value(), kShapesNothing},
         {"skip-limit", integer(10), "steps that may be skipped", at_least(0), kShapesNothing},
         timeout_row()}};
}

}  // namespace

const OptionTable& train_option_table() {
    static const OptionTable table(
        {files(), network(), method(), systems(), training(), execution(), interruptions()});
    return table;
}

}  // namespace gren
