#include "bench/simulation/trees.h"

#include "bench/simulation/messages.h"

namespace gren::simulation {
namespace {

class Trees : public Algorithms {
  public:
    explicit Trees(const Group& all) : all_(all) {}

    void all_reduce(std::int64_t bytes) override {
        up(bytes);
        down(bytes);
    }

    void reduce_scatter(std::int64_t bytes) override {
        up(bytes);
        const auto part = bytes / all_.size;
        if (all_.rank != 0) return exchange(all_, kNoOne, 0, part);
        for (int to = 1; to < all_.size; ++to) exchange(all_, to, kNoOne, part);
    }

    void all_gather(std::int64_t bytes) override { exchange_with_all(all_, bytes); }
    void all_to_all(std::int64_t bytes) override { exchange_with_all(all_, bytes / all_.size); }

  private:
    // Sums: from each rank to the one without its lowest bit.
    void up(std::int64_t bytes) {
        for (int bit = 1; bit < all_.size; bit *= 2) {
            if (all_.rank & bit) return exchange(all_, all_.rank - bit, kNoOne, bytes);
            if (all_.rank + bit < all_.size) exchange(all_, kNoOne, all_.rank + bit, bytes);
        }
    }

    // The sum: from each rank without its highest bit.
    void down(std::int64_t bytes) {
        for (int bit = 1; bit < all_.size; bit *= 2) {
            if (all_.rank >= bit && all_.rank < 2 * bit) exchange(all_, kNoOne, all_.rank - bit, bytes);
            if (all_.rank < bit && all_.rank + bit < all_.size)
                exchange(all_, all_.rank + bit, kNoOne, bytes);
        }
    }

    Group all_;
};

}  // namespace

std::unique_ptr<Algorithms> make_trees(MPI_Comm comm) {
    return std::make_unique<Trees>(Group(comm));
}

}  // namespace gren::simulation
