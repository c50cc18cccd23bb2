#include "bench/simulation/rails.h"

#include "bench/simulation/messages.h"

namespace gren::simulation {
namespace {

constexpr std::int64_t kSmall = 256 << 10;  // an all-reduce whose rounds cost more than its bytes

MPI_Comm part_of(MPI_Comm comm, int color, int order) {
    MPI_Comm part = MPI_COMM_NULL;
    MPI_Comm_split(comm, color, order, &part);
    return part;
}

class Rails : public Algorithms {
  public:
    Rails(const Group& all, int per_host)
        : all_(all),
          host_(part_of(all.comm, all.rank / per_host, all.rank)),
          rail_(part_of(all.comm, all.rank % per_host, all.rank)) {}

    void all_reduce(std::int64_t bytes) override {
        if (bytes < kSmall && doubles(all_)) {
            for (int reach = 1; reach < all_.size; reach *= 2) swap(all_, reach, bytes);
            return;
        }
        reduce_scatter(bytes);
        all_gather(bytes / all_.size);
    }

    void reduce_scatter(std::int64_t bytes) override {
        around_the_ring(host_, host_.size - 1, bytes / host_.size);
        const auto part = bytes / all_.size;
        if (!doubles(rail_)) return around_the_ring(rail_, rail_.size - 1, part);
        for (int reach = rail_.size / 2; reach > 0; reach /= 2) swap(rail_, reach, reach * part);
    }

    void all_gather(std::int64_t bytes) override {
        if (doubles(rail_))
            for (int reach = 1; reach < rail_.size; reach *= 2) swap(rail_, reach, reach * bytes);
        else
            around_the_ring(rail_, rail_.size - 1, bytes);
        around_the_ring(host_, host_.size - 1, bytes * rail_.size);
    }

    void all_to_all(std::int64_t bytes) override {
        shift(host_, bytes / host_.size);
        shift(rail_, bytes / rail_.size);
    }

  private:
    static bool doubles(const Group& group) { return (group.size & (group.size - 1)) == 0; }
    static void swap(const Group& group, int reach, std::int64_t bytes) {
        exchange(group, group.rank ^ reach, group.rank ^ reach, bytes);
    }
    // In each round with another rank, so that no one's link is full while others idle.
    static void shift(const Group& group, std::int64_t bytes) {
        for (int away = 1; away < group.size; ++away)
            exchange(group, (group.rank + away) % group.size, (group.rank + group.size - away) % group.size,
                     bytes);
    }

    Group all_, host_, rail_;
};

}  // namespace

std::unique_ptr<Algorithms> make_rails(MPI_Comm comm, int per_host) {
    return std::make_unique<Rails>(Group(comm), per_host);
}

}  // namespace gren::simulation
