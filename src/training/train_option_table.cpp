#include "src/training/train_option_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "src/method/method.h"
#include "src/ranks/device_option.h"
#include "src/run/stage_option.h"
#include "src/run/timeout_option.h"
#include "src/training/paper_preset.h"

namespace gren {
namespace {

constexpr auto kShapesNothing = Shapes::nothing;  // where things are, how fast they go, who does what

OptionTable::Group files() {
    return {
        "Files",
        {{"data", required_text("DIR"), "Prepared data set to train on, written by 'gren prepare'.",
          any_value(), kShapesNothing},
         {"run", required_text("DIR"),
          "Folder that receives weights, logs and checkpoints. It must be empty, unless --resume goes on "
          "with the run in it.",
          any_value(), kShapesNothing},
         {"split", optional_text("FILE"),
          "List of 'gren split' that says which images train. Default: all images train.", any_value(),
          kShapesNothing},
         {"init", optional_text("FILE"),
          "Weights to start from (.safetensors, or torchvision's .pth); names and shapes must match the "
          "network's. Default: random weights.",
          any_value(), kShapesNothing},
         {"resume", text("never"),
          "Whether to go on with the run in --run. newest: from its newest checkpoint; auto: the same, or "
          "from the start where it has none; never: only from the start.",
          one_of({"auto", "newest", "never"}), kShapesNothing}}};
}

OptionTable::Group network() {
    return {
        "Network",
        {{"depth", integer(50),
          "Layers of the backbone: 50 (ResNet, the paper's), 18 (ResNet, faster), or 121 (DenseNet, of other "
          "work on chest films).",
          one_of({18, 50, 121})},
         {"width", integer(64),
          "Channels of the network's first stage. Torchvision's weights need 64; fewer make a smaller and "
          "faster network.",
          at_least(1)},
         {"output-stride", integer(32),
          "Pixels of the film, by side, for each cell of the feature map: 32, 16 or 8. Smaller values find "
          "smaller regions, and take more time and memory.",
          one_of({8, 16, 32})},
         {"grid", integer(16),
          "Cells by side (P) of the map that is trained for each disease. More cells follow boxes more "
          "closely.",
          at_least(1)},
         {"head-width", integer(512),
          "Channels between the two convolutions of the head, which makes the disease maps of the features.",
          at_least(1)},
         {"head-kernel", optional_integer(),
          "Cells by side that the head's first convolution sees at once: 1 or 3. Default: 1; for li 3.",
          one_of({1, 3})},
         {"head-norm", text("off"),
          "Whether a batch norm follows the head's first convolution: on or off. It adds parameters, so "
          "weights of the two do not fit each other.",
          one_of({"on", "off"})},
         {"batch-norm", text("sync"),
          "Statistics of the batch norms. sync: of all ranks' images, so that the number of ranks does not "
          "matter; local: of each rank's own; frozen: those of the starting weights."}}};
}

std::vector<Preset> presets() {
    return {paper_preset()};
}

OptionTable::Group method() {
    return {
        "Method",
        {{"preset", optional_text("NAME"),
          "Values of all options that nothing else sets. paper: the paper's own, whatever the defaults are "
          "(METHOD.md). Default: none.",
          one_of(names_of(presets())), kShapesNothing},
         {"method", text("gren"),
          fmt::format("System to train: {}. const, batch-const and shuffle are gren with hash weights that "
                      "say nothing (METHOD.md).",
                      fmt::join(method_names(), ", ")),
          one_of(method_names())},
         {"beta", optional_real(),
          "Weight of a boxed disease's loss against that of an unboxed one (β of Eq. 3). Default: 4; for li "
          "5."},
         {"mil-floor", optional_real(),
          "Least value of each cell's factor in the products of Eq. 1 and 2, from 0 to below 1. Default: 0; "
          "for li 0.98."},
         {"boxed-labels", text("all"),
          "Labels that count of an image whose boxes train. all: all of them; boxed-only: those with a box, "
          "the others count as absent, as in the released script.",
          one_of({"all", "boxed-only"})},
         {"lambda-intra", optional_real(),
          "Weight of the graph's term within images (D_intra). Default: 0.11 (Eq. 8); for cosine 0.15 (Eq. "
          "11)."},
         {"lambda-inter", optional_real(),
          "Weight of the graph's term between images (D_inter). Default: 0.15; for ccg and ccg-code 0.017 "
          "(both terms), for graph-rise 0.1."},
         {"sign", text("attract"),
          "What the graph does to similar images' features. attract: draws them together; repel: Eq. 4-7 as "
          "printed, which pushes unlike images' apart."},
         {"lung-features", text("pooled"),
          "Features that stand for a lung. pooled: their mean over it; mirror: all of them, the right lung "
          "flipped; flat: not flipped; forward: of its masked film, three times the work."},
         {"lung-background", text("black"),
          "What surrounds the lung in a masked film, for --lung-features forward. black: as the hash sees "
          "it; grey: ImageNet's mean color."},
         {"feature-norm", text("l2"),
          "Whether features have length 1 before distances are taken: l2, or none, where long features "
          "weigh more.",
          one_of({"l2", "none"})},
         {"loss-reduction", text("mean"),
          "How the images' losses become one (Eq. 3): their mean or their sum, which grows with the batch."},
         {"graph-reduction", optional_text("NAME"),
          "How the edges' terms become one: their mean, or their sum (Eq. 5 and 7), which grows with the "
          "batch. Default: mean; for ccg, ccg-code and graph-rise sum.",
          one_of({"mean", "sum"})},
         {"graph-path", text("auto"),
          "How ranks exchange features: all-gather, sharded-gram or row-blocks, with the same result. auto: "
          "the cheapest that fits ('gren doctor --graph').",
          any_value(), kShapesNothing},
         {"communication-dtype", text("fp32"),
          "Number format of features between ranks: fp32, or bf16, which halves the traffic and rounds."}}};
}

OptionTable::Group systems() {
    return {
        "Single systems",
        {{"cam-transition", text("conv"),
          "For cam: the layer between features and pooling. conv: a 1×1 convolution with ReLU; identity: "
          "none.",
          one_of({"conv", "identity"})},
         {"lse-sharpness", real(10),
          "For cam: sharpness of log-sum-exp pooling. Large values come near the maximum, small ones near "
          "the mean.",
          positive()},
         {"pairing", text("nearest"),
          "For cia: the normal film that each image is compared with. nearest: the training list's most "
          "similar by average hash; random: any.",
          one_of({"nearest", "random"})},
         {"contrast", text("local"),
          "For cia: what an image is compared with. local: the normal film, place by place; global: the "
          "mean of that film.",
          one_of({"local", "global"})}}};
}

OptionTable::Group training() {
    return {
        "Training",
        {{"epochs", integer(9), "Passes over the training list.", at_least(1)},
         {"max-steps", integer(-1),
          "Steps after which training ends, also within an epoch. Default: -1, after all --epochs.",
          any_value(), kShapesNothing},
         {"drop-last", flag(),
          "Leaves out the images of each epoch that do not fill its last batch. Without this they train in a "
          "step whose graph is smaller."},
         {"batch-per-rank", integer(4),
          "Images that each rank sends through the network at once. More take more memory, and make the "
          "graph larger: N = ranks × this × --accumulate.",
          at_least(1), kShapesNothing},
         {"accumulate", integer(1),
          "Batches of each rank that form one step and one graph: N grows without more memory. Above 1 the "
          "network runs twice on each image, and --batch-norm must be frozen.",
          at_least(1), kShapesNothing},
         {"lr", real(0.001, "0.001"), "Learning rate of the first epochs.", positive()},
         {"lr-drop", integer(4), "Epochs after which the learning rate is divided by 10, again and again.",
          at_least(1)},
         {"warm-up", integer(0),
          "Steps at the start in which the learning rate rises evenly to --lr; they keep random weights from "
          "diverging. Default: 0, none.",
          at_least(0)},
         {"clip-norm", real(0),
          "Length (L2 norm) to which a longer gradient is cut; it keeps random weights from diverging. "
          "Default: 0, never cut.",
          zero_or_positive()},
         {"momentum", real(0.9, "0.9"), "Share of the previous update that SGD adds to each one.",
          zero_or_positive()},
         {"nesterov", text("on"),
          "Whether SGD uses Nesterov's momentum: on (the paper) or off (the released script).",
          one_of({"on", "off"})},
         {"weight-decay", real(1e-4, "1e-4"),
          "Strength with which every parameter is drawn towards 0 in each step."},
         {"precision", text("fp32"),
          "Number format of the network: fp32; tf32 (a GPU's convolutions) or bf16, which are faster and "
          "round more. Losses and graph always use fp32.",
          one_of({"fp32", "tf32", "bf16"})},
         {"seed", count(1),
          "Number that random weights, the order of images and the shuffle control follow from. The same "
          "seed gives the same run."}}};
}

OptionTable::Group execution() {
    return {
        "Execution",
        {{"recompute", flag(),
          "Saves memory: the backward pass computes each residual block or dense layer again instead of "
          "keeping it. The result is the same; a step takes one more forward pass.",
          any_value(), kShapesNothing},
         {"cuda-graph", flag(),
          "Records the network's GPU kernels once and replays them: faster for small batches, the same "
          "result. Where that cannot be, one line says why.",
          any_value(), kShapesNothing},
         {"agree-every", integer(500),
          "Steps between checks that all ranks hold the same parameters. 0: only after the first step.",
          at_least(0), kShapesNothing},
         {"trace", integer(0),
          "Steps whose time is recorded, after the first 3: RUN/trace/rank_*.json for chrome://tracing, and "
          "a table. Default: 0, none.",
          at_least(0), kShapesNothing},
         {"probe-every", integer(0),
          "Steps between measurements of each term's gradients, distances and weights; a graph that "
          "outweighs "
          "the labels is said. Each costs a backward pass a term. Default: 0, none.",
          at_least(0), kShapesNothing},
         {"evaluate-every", integer(0),
          "Epochs after which the network is measured on the validation list: AUC and T(IoU) go into all "
          "logs, some films to TensorBoard. The result stays the last epoch's. Default: 0, never.",
          at_least(0), kShapesNothing},
         {"threads", integer(0),
          "Threads that each rank computes with. Default: 0, the host's cores shared among its ranks.",
          at_least(0), kShapesNothing},
         {"loader-threads", integer(1),
          "Threads with which each rank reads the images of coming steps. More help where steps wait for "
          "images.",
          at_least(1), kShapesNothing},
         stage_row(),
         keep_stage_row(),
         {"resident", flag(),
          "Keeps all training images in each rank's memory (on a GPU, there) instead of reading them at "
          "every step: faster, where they fit.",
          any_value(), kShapesNothing},
         device_row(),
         share_gpu_row()}};
}

OptionTable::Group interruptions() {
    return {
        "Interruptions",
        {{"checkpoint-every", integer(0),
          "Steps between checkpoints, from which --resume goes on. Default: 0, one at the end of every epoch "
          "(and always at a signal that ends the run).",
          at_least(0), kShapesNothing},
         {"prometheus", optional_text("FILE"),
          "File of metrics that is kept up to date, for the textfile collector of node_exporter.",
          any_value(), kShapesNothing},
         {"keep-checkpoints", integer(2),
          "Checkpoints that are kept, the newest ones; older ones are deleted. With 2, one remains where the "
          "newest is damaged.",
          at_least(1), kShapesNothing},
         {"non-finite", text("stop"),
          "What to do where a loss or gradient is not a number: stop the run, or skip the step.", any_value(),
          kShapesNothing},
         {"skip-limit", integer(10), "Steps that --non-finite skip may leave out before the run stops.",
          at_least(0), kShapesNothing},
         timeout_row()}};
}

}  // namespace

const OptionTable& train_option_table() {
    static const OptionTable table(
        {files(), network(), method(), systems(), training(), execution(), interruptions()}, presets());
    return table;
}

}  // namespace gren
