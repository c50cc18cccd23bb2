// What torch asks cuDNN before it chooses it. Its convolutions are operators.
#include <cstddef>

extern "C" {

std::size_t cudnnGetVersion() {
    return 91000;  // 9.10: newer than any that torch works around
}
std::size_t cudnnGetCudartVersion() {
    return 13000;
}

}  // extern "C"
