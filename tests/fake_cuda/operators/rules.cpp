#include "tests/fake_cuda/operators/rules.h"

#include <set>

namespace fake_cuda {
namespace {

using Names = std::set<std::string>;

// They only name memory, or ask the allocator for it, or are copies to the host.
const Names& untouched() {
    static const Names names{"as_strided",
                             "view",
                             "_reshape_alias",
                             "unfold",
                             "view_as_real",
                             "view_as_complex",
                             "set_",
                             "resize_",
                             "empty",
                             "empty_strided",
                             "record_stream",
                             "is_set_to",
                             "_local_scalar_dense",
                             "lift_fresh",
                             "alias",
                             "_efficientzerotensor"};
    return names;
}

// cuBLAS and cuDNN
const Names& of_libraries() {
    static const Names names{"mm",
                             "addmm",
                             "addmm_",
                             "bmm",
                             "baddbmm",
                             "baddbmm_",
                             "addmv",
                             "addmv_",
                             "dot",
                             "vdot",
                             "_addmm_activation",
                             "cudnn_convolution",
                             "cudnn_convolution_transpose",
                             "convolution_backward",
                             "cudnn_batch_norm",
                             "cudnn_batch_norm_backward",
                             "cudnn_convolution_relu",
                             "cudnn_convolution_add_relu"};
    return names;
}

const Names& deciding() {
    static const Names names{"nonzero",    "masked_select", "_unique2", "unique_consecutive",
                             "unique_dim", "equal",         "bincount", "repeat_interleave"};
    return names;
}

}  // namespace

GpuCode gpu_code_of(const std::string& name) {
    if (untouched().contains(name)) return GpuCode::untouched;
    if (of_libraries().contains(name)) return GpuCode::left_out;
    if (deciding().contains(name)) return GpuCode::left_out_and_waits;
    return GpuCode::runs;
}

bool writes_unsaid(const std::string& full_name, std::size_t argument) {
    if (full_name == "aten::batch_norm_update_stats") return argument == 1 || argument == 2;
    const Names names{"aten::native_batch_norm", "aten::cudnn_batch_norm", "aten::batch_norm_gather_stats",
                      "aten::batch_norm_gather_stats_with_counts"};
    return names.contains(full_name) && (argument == 3 || argument == 4);
}

}  // namespace fake_cuda
