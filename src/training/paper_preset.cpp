#include "src/training/paper_preset.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace gren {
namespace {

// Systems of the paper with its graph of hashes, and the controls of that graph.
const std::vector<std::string> kHashGraphs{"gren", "intra", "inter", "const", "batch-const", "shuffle"};
// Those with the baseline's head and loss.
const std::vector<std::string> kOwnSystems{"baseline",  "intra", "inter",       "gren",   "cosine",
                                           "attention", "const", "batch-const", "shuffle"};

constexpr std::int64_t kNodes = 4, kFilmSize = 512;  // IV-B, IV-A

}  // namespace

const Preset& paper_preset() {
    static const Preset preset{
        "paper",
        {{"method", "gren", "Eq. 8"},
         {"depth", "50", "III-A: ResNet-50"},
         {"width", "64", "III-A: ResNet-50"},
         {"output-stride", "32", "III-A: 32 times down-sampled"},
         {"grid", "16", "III-A: P = 16"},
         {"head-kernel", "1", "III-A: two 1×1 convolutional layers", "method", kOwnSystems},
         {"head-norm", "off", "III-A: two 1×1 convolutional layers and a sigmoid"},
         {"beta", "4", "Eq. 3", "method", kOwnSystems},
         {"boxed-labels", "all", "Eq. 3"},
         {"loss-reduction", "mean", "the released code; Eq. 3 as printed is a sum"},
         {"lambda-intra", "0.11", "Eq. 8", "method", kHashGraphs},
         {"lambda-inter", "0.15", "Eq. 8", "method", kHashGraphs},
         {"lambda-intra", "0.15", "Eq. 11", "method", {"cosine"}},
         {"lambda-inter", "0.15", "Eq. 11", "method", {"cosine"}},
         {"sign", "attract", "III-B's words, Fig. 5, the released code; Eq. 4 to 7 as printed are repel"},
         {"graph-reduction", "sum", "Eq. 5 and 7", "method", kHashGraphs},
         {"graph-reduction", "sum", "Eq. 10", "method", {"cosine"}},
         {"lung-features", "pooled", "METHOD.md, of III-B.1: masks in the feature map"},
         {"feature-norm", "l2", "the released code"},
         {"batch-per-rank", "4", "IV-B: mini-batch, on one GPU"},
         {"epochs", "9", "IV-B"},
         {"lr", "0.001", "IV-B"},
         {"lr-drop", "4", "IV-B: decreases by 10 times after every 4 epochs"},
         {"warm-up", "0", "IV-B names none"},
         {"clip-norm", "0", "IV-B names none"},
         {"momentum", "0.9", "IV-B"},
         {"nesterov", "on", "IV-B"},
         {"weight-decay", "0.0001", "IV-B"}}};
    return preset;
}

std::string unlike_the_paper(std::int64_t nodes, std::int64_t image_size, bool random_weights) {
    std::vector<std::string> unlike;
    if (nodes != kNodes) unlike.push_back(fmt::format("N = {} (there {})", nodes, kNodes));
    if (image_size != kFilmSize)
        unlike.push_back(fmt::format("films of {}² pixels (there {}²)", image_size, kFilmSize));
    if (random_weights) unlike.emplace_back("random first weights (there ImageNet's, --init)");
    if (unlike.empty()) return "";
    return fmt::format("--preset paper: what it cannot set is not the paper's: {}", fmt::join(unlike, ", "));
}

}  // namespace gren
