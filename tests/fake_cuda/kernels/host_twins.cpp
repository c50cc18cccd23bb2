// gren's own kernels, launched as on a GPU and run on the host, as the tests of their arithmetic do.
#include <cxxabi.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <typeinfo>

#include "tests/fake_cuda/kernels/kernel_memory.h"
#include "tests/graph/kernels/host_block.h"

namespace fake_cuda {
namespace {

template <typename Kernel>
std::string readable_name() {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(typeid(Kernel).name(), nullptr, nullptr, &status), std::free);
    return name.get();
}

template <typename Kernel>
void add_twin() {
    const auto type = readable_name<Kernel>();
    set_host_twin("run_kernel<" + type + (type.back() == '>' ? " >" : ">"),
                  [type](void** arguments, dim3 grid, dim3 block, std::string& rest) -> Work {
                      const auto kernel = *static_cast<const Kernel*>(arguments[0]);
                      if (grid.x != kernel.blocks() || block.x != Kernel::kThreads) {
                          std::fprintf(stderr, "fake CUDA: %s is launched as %u blocks of %u threads\n",
                                       type.c_str(), grid.x, block.x);
                          std::abort();
                      }
                      rest = type + memory_of(kernel);
                      return [kernel] { gren::run_on_host(kernel); };
                  });
}

template <template <typename> typename Kernel>
void add_both_types() {
    add_twin<Kernel<float>>();
    add_twin<Kernel<double>>();
}

const bool kAdded = [] {
    using namespace gren::kernels;
    add_twin<HashSimilarity>();
    add_twin<PairHashSimilarity>();
    add_twin<EdgeGradientRows>();
    add_twin<GramSquares>();
    add_twin<NearPairMask>();
    add_both_types<LungPooling>();
    add_both_types<LungPoolingBackward>();
    add_both_types<PairSquares>();
    add_both_types<PairGradients>();
    add_both_types<NearSquares>();
    add_both_types<NearGradients>();
#define GREN_ADD_TWIN(...) add_twin<PerChannel<__VA_ARGS__>>();
    GREN_GPU_CHANNEL_WORK(GREN_ADD_TWIN)
    return true;
}();

}  // namespace
}  // namespace fake_cuda
