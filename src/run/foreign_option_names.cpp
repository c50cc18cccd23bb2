#include "src/run/foreign_option_names.h"

#include <algorithm>
#include <array>

namespace gren {
namespace {

struct Names {
    std::string_view own;
    std::vector<std::string_view> foreign;
};

// Of PyTorch's examples, torchvision's references, Lightning, timm, Hugging Face and torchrun. A name may
// stand in several rows: a command has the one or the other.
const std::array kNames{
    Names{"lr", {"learning-rate", "learningrate", "base-lr", "initial-lr", "init-lr", "alpha"}},
    Names{"lr-drop", {"lr-step-size", "step-size", "lr-decay-epochs", "decay-epochs", "lr-drop-epochs"}},
    Names{"batch-per-rank",
          {"batch-size", "batchsize", "batch", "bs", "train-batch-size", "per-device-train-batch-size",
           "micro-batch-size", "batch-size-per-gpu", "samples-per-gpu"}},
    Names{"accumulate",
          {"gradient-accumulation-steps", "grad-accum", "grad-accum-steps", "accumulate-grad-batches",
           "accumulation-steps", "accum-iter"}},
    Names{"epochs", {"num-epochs", "n-epochs", "max-epochs", "num-train-epochs", "epoch", "nepochs"}},
    Names{"max-steps", {"steps", "num-steps", "max-iter", "max-iters", "iterations", "total-steps"}},
    Names{"loader-threads", {"workers", "num-workers", "n-workers", "j", "dataloader-num-workers"}},
    Names{"threads", {"num-threads", "nthreads", "cpus", "jobs"}},
    Names{"weight-decay", {"wd", "l2", "decay"}},
    Names{"depth", {"arch", "model", "backbone", "resnet", "densenet", "network", "encoder"}},
    Names{"init", {"pretrained", "weights", "checkpoint", "ckpt", "load", "pretrained-weights", "load-from"}},
    Names{"run",
          {"output-dir", "out-dir", "output", "out", "save-dir", "log-dir", "work-dir", "logdir", "exp-dir",
           "model", "checkpoint", "ckpt", "weights"}},
    Names{"out", {"output-dir", "out-dir", "output", "save-dir", "dest"}},
    Names{"data", {"data-dir", "data-path", "dataset", "data-root", "root", "dataset-dir", "shards"}},
    Names{"archive",
          {"data", "data-dir", "data-path", "dataset", "data-root", "root", "input", "images-dir"}},
    Names{"split", {"train-list", "list", "split-file", "train-split"}},
    Names{"resume", {"resume-from", "resume-from-checkpoint", "continue", "auto-resume", "restart"}},
    Names{"precision", {"amp", "fp16", "bf16", "mixed-precision", "dtype", "half", "use-amp"}},
    Names{"batch-norm", {"sync-bn", "syncbn", "sync-batchnorm", "bn", "freeze-bn"}},
    Names{"recompute", {"gradient-checkpointing", "activation-checkpointing", "grad-checkpointing"}},
    Names{
        "clip-norm",
        {"clip-grad", "clip-grad-norm", "max-grad-norm", "grad-clip", "gradient-clip-val", "clip-gradient"}},
    Names{"warm-up", {"warmup", "warmup-steps", "warmup-epochs", "num-warmup-steps", "lr-warmup-epochs"}},
    Names{"checkpoint-every", {"save-every", "save-freq", "save-steps", "checkpoint-freq", "save-interval"}},
    Names{"keep-checkpoints", {"save-total-limit", "keep", "max-to-keep"}},
    Names{"size", {"image-size", "img-size", "imgsz", "input-size", "resolution", "crop-size"}},
    Names{"seed", {"random-seed", "manual-seed", "random-state"}},
    Names{"device", {"gpu", "gpus", "cuda", "accelerator", "no-cuda", "gpu-id"}},
    Names{"ranks", {"nproc-per-node", "nproc", "num-processes", "world-size", "np", "num-gpus"}},
    Names{"threshold", {"conf", "score-threshold", "conf-thres", "confidence"}},
    Names{"image", {"input", "source", "images", "img"}},
    Names{"timeout", {"dist-timeout", "nccl-timeout"}},
    Names{"trace", {"profile", "profiler"}}};

}  // namespace

std::vector<std::string_view> own_names_of(const std::string& foreign) {
    auto name = foreign;
    std::ranges::replace(name, '_', '-');
    std::vector<std::string_view> own;
    for (const auto& names : kNames)
        if (std::ranges::find(names.foreign, name) != names.foreign.end()) own.push_back(names.own);
    return own;
}

}  // namespace gren
