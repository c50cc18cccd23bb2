#include "graph/launch.cuh"
#include "graph/lung_pooling.cuh"
#include "graph/lung_pooling.h"

namespace gren::kernels {

template <typename T>
void lung_pooling(const FeatureLayout& layout, const T* features, const T* fractions, T* pooled, T* total,
                  Stream stream) {
    launch(LungPooling<T>{{layout}, features, fractions, pooled, total}, stream);
}

template <typename T>
void lung_pooling_backward(const FeatureLayout& layout, const T* gradient, const T* fractions, const T* total,
                           T* to_features, Stream stream) {
    launch(LungPoolingBackward<T>{{layout}, gradient, fractions, total, to_features}, stream);
}

template void lung_pooling(const FeatureLayout&, const float*, const float*, float*, float*, Stream);
template void lung_pooling_backward(const FeatureLayout&, const float*, const float*, const float*, float*,
                                    Stream);
template void lung_pooling(const FeatureLayout&, const double*, const double*, double*, double*, Stream);
template void lung_pooling_backward(const FeatureLayout&, const double*, const double*, const double*,
                                    double*, Stream);

}  // namespace gren::kernels
