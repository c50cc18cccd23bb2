// What the globals of a pickled state dict mean: tensors over named storages,
// parameters, ordered dictionaries.
#pragma once

#include <map>
#include <string>

#include "dataio/tensors/pickle.h"

namespace gren {

class TensorUnpickler : public Unpickler {
  public:
    // `most_bytes`: what all storages together may take; the file's own size, so that no file asks
    // for more memory.
    explicit TensorUnpickler(std::uint64_t most_bytes) : bytes_left_(most_bytes) {}

    // By key, flat and still to be filled: the tensors of the pickle are views of them.
    const std::map<std::string, torch::Tensor>& storages() const { return storages_; }

  private:
    PickleGlobal global(const std::string& name) override;
    PickleValue call(const PickleGlobal& function, const PickleList& arguments) override;
    PickleValue persistent(const PickleValue& id) override;

    std::map<std::string, torch::Tensor> storages_;
    std::uint64_t bytes_left_;
};

}  // namespace gren
