#include "distributed/transport/flat_pieces.h"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <stdexcept>

namespace gren {
namespace {

bool back_to_back(const std::vector<torch::Tensor>& pieces) {
    auto expected = pieces.front().storage_offset();
    for (const auto& piece : pieces) {
        if (!piece.is_contiguous() || !piece.is_alias_of(pieces.front()) ||
            piece.storage_offset() != expected)
            return false;
        expected += piece.numel();
    }
    return true;
}

}  // namespace

FlatPieces flat_space_for(const std::vector<torch::Tensor>& pieces) {
    FlatPieces flat;
    std::int64_t total = 0;
    for (const auto& piece : pieces) {
        flat.counts.push_back(checked_count(piece.numel()));
        total += piece.numel();
    }
    flat.offsets = offsets_of(flat.counts);
    flat.aliases = back_to_back(pieces);
    const auto& first = pieces.front();
    flat.buffer = flat.aliases ? first.detach().as_strided({total}, {1}, first.storage_offset())
                               : torch::empty({total}, first.options().requires_grad(false));
    return flat;
}

FlatPieces flatten(const std::vector<torch::Tensor>& pieces) {
    auto flat = flat_space_for(pieces);
    if (flat.aliases) return flat;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        flat.buffer.narrow(0, flat.offsets[i], flat.counts[i]).copy_(pieces[i].detach().reshape({-1}));
    return flat;
}

void copy_back(const FlatPieces& flat, const std::vector<torch::Tensor>& pieces) {
    if (flat.aliases) return;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        pieces[i].detach().copy_(
            flat.buffer.narrow(0, flat.offsets[i], flat.counts[i]).view(pieces[i].sizes()));
}

int checked_count(std::int64_t elements) {
    constexpr auto most = std::numeric_limits<int>::max();
    if (elements > most)
        throw std::runtime_error(
            fmt::format("{} elements in one collective are more than MPI's counts hold ({}): use a smaller "
                        "batch or more ranks",
                        elements, most));
    return static_cast<int>(elements);
}

std::vector<int> offsets_of(const std::vector<int>& counts) {
    std::vector<int> offsets;
    std::int64_t end = 0;
    for (const int count : counts) {
        offsets.push_back(checked_count(end));
        end += count;
    }
    return offsets;
}

}  // namespace gren
