// A list of tensors as the one flat buffer that MPI's calls with counts and offsets want.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace gren {

struct FlatPieces {
    torch::Tensor buffer;              // [Σ numel]
    std::vector<int> counts, offsets;  // elements, one per piece
    bool aliases = false;  // buffer is the pieces' own memory: they lie back to back in one storage
};

// The pieces' elements in order: aliased where possible, otherwise copied.
FlatPieces flatten(const std::vector<torch::Tensor>& pieces);
// As flatten(), but a buffer that is no alias is left unfilled; copy_back() moves what arrived to the pieces.
FlatPieces flat_space_for(const std::vector<torch::Tensor>& pieces);
void copy_back(const FlatPieces& flat, const std::vector<torch::Tensor>& pieces);

// MPI counts in int. Throws std::runtime_error beyond it.
int checked_count(std::int64_t elements);
// Running sums of counts, from 0.
std::vector<int> offsets_of(const std::vector<int>& counts);

}  // namespace gren
