// The backbone recorded once and replayed: on a GPU ten CUDA graphs instead of some thousand launches a step,
// for which small batches wait.
//
// The seam: the stem and each of the four stages are a recording forward and one backward, with the
// all-reduces of a synchronized batch norm in it. Gradients of a stage enter their buckets as soon as its
// backward pass was replayed, and hashes, head, losses, graph term and optimizer follow kernel by kernel.
#pragma once

#include <torch/types.h>

#include <optional>
#include <string>
#include <vector>

#include "src/method/localizer.h"

namespace gren {

struct CapturedPart;

class CapturedBackbone {
  public:
    // Both must outlive it. REQUIRES no why_not_captured().
    CapturedBackbone(const World& world, Localizer& model);
    ~CapturedBackbone();
    CapturedBackbone(const CapturedBackbone&) = delete;
    CapturedBackbone& operator=(const CapturedBackbone&) = delete;

    // As the model's forward(), with its gradients, buffers and autocast. The first call with gradient runs
    // plainly, the second is recorded, and from there on images of that shape are replayed; others, and those
    // without gradient, run plainly. F lies where the F before it lay: REQUIRES that the backward pass of one
    // call, if there is one, runs once, and before the next call. Where recording fails, one line on stderr
    // says so, and all calls run plainly. REQUIRES with batch norm synchronized: one shape on all ranks.
    torch::Tensor operator()(const torch::Tensor& images);

  private:
    bool fits(const torch::Tensor& images) const;
    void record();

    const World& world_;
    Localizer& model_;
    torch::Tensor images_;         // where the recording reads them; undefined before the first call
    torch::Tensor last_gradient_;  // of F
    std::vector<c10::intrusive_ptr<CapturedPart>> parts_;
    bool failed_ = false;
};

// The reason and what would help, where the backbone cannot be recorded: nothing where it can.
std::optional<std::string> why_not_captured(const World& world);

}  // namespace gren
