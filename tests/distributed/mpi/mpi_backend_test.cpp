// Every collective and dtype of MpiBackend, called as c10d calls it; values encode (rank, index).
#include "distributed/mpi/mpi_backend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>

#include "distributed/transport/flat_pieces.h"
#include "tests/support/mpi_main.h"
#include "tests/support/refusal.h"

namespace gren::mpi_backend_test {
namespace {

using c10d::ReduceOp;
using testing::HasSubstr;
using torch::Tensor;
using Tensors = std::vector<Tensor>;

const std::vector<at::ScalarType> kTypes = {at::kFloat, at::kDouble, at::kBFloat16, at::kHalf, at::kChar,
                                            at::kByte,  at::kInt,    at::kLong,     at::kBool};

int rank() {
    return test_world().rank();
}
int size() {
    return test_world().size();
}
c10d::ProcessGroup& group() {
    return *test_world().group();
}

// Small whole numbers, exact in every dtype, also multiplied over four ranks.
int value(int of_rank, int index) {
    return 1 + (2 * of_rank + index) % 3;
}
int code(int of_rank, int index) {
    return 10 * of_rank + index;
}

Tensor filled(int count, at::ScalarType type, const std::function<int(int)>& entry) {
    auto tensor = torch::empty({count}, torch::kInt64);
    for (int i = 0; i < count; ++i) tensor[i] = entry(i);
    return tensor.to(type);
}

// Uneven, and from two ranks on one of them has none.
int rows_of(int of_rank) {
    return size() > 1 && of_rank == 1 ? 0 : 2 + of_rank;
}

struct Reduction {
    ReduceOp::RedOpType type;
    std::function<int(int, int)> combine;
};
const std::vector<Reduction> kReductions = {
    {ReduceOp::SUM, [](int a, int b) { return a + b; }},
    {ReduceOp::PRODUCT, [](int a, int b) { return a * b; }},
    {ReduceOp::MIN, [](int a, int b) { return std::min(a, b); }},
    {ReduceOp::MAX, [](int a, int b) { return std::max(a, b); }},
};

TEST(MpiBackend, all_reduce_of_every_type_and_reduction) {
    for (const auto type : kTypes)
        for (const auto& [reduction, combine] : kReductions) {
            Tensors tensors = {filled(7, type, [](int i) { return value(rank(), i); })};
            if (type == at::kBool) tensors = {filled(7, type, [](int i) { return (rank() + i) % 2; })};
            c10d::AllreduceOptions options;
            options.reduceOp = reduction;
            group().allreduce(tensors, options)->wait();
            const auto expected = filled(7, type, [&](int i) {
                const auto one = [&](int r) { return type == at::kBool ? (r + i) % 2 : value(r, i); };
                int all = one(0);
                for (int r = 1; r < size(); ++r) all = combine(all, one(r));
                return all;
            });
            EXPECT_TRUE(torch::equal(tensors[0], expected)) << type << " reduction " << int(reduction) << "\n"
                                                            << tensors[0] << expected;
        }
}

TEST(MpiBackend, all_reduce_of_no_element_and_of_a_transposed_tensor) {
    Tensors none = {torch::empty({0})};
    group().allreduce(none)->wait();
    const auto base = torch::arange(6, torch::kFloat32).view({2, 3});
    Tensors transposed = {(base + rank()).t()};
    group().allreduce(transposed)->wait();
    const auto expected = base.t() * size() + size() * (size() - 1) / 2;
    EXPECT_TRUE(torch::equal(transposed[0], expected)) << transposed[0];
}

TEST(MpiBackend, broadcast_of_every_type_from_every_root) {
    for (const auto type : kTypes)
        for (int root = 0; root < size(); ++root) {
            Tensors tensors = {filled(5, type, [](int i) { return code(rank(), i); })};
            c10d::BroadcastOptions options;
            options.rootRank = root;
            group().broadcast(tensors, options)->wait();
            EXPECT_TRUE(torch::equal(tensors[0], filled(5, type, [&](int i) { return code(root, i); })))
                << type << root;
        }
}

TEST(MpiBackend, all_gather_of_every_type_uneven_and_empty) {
    for (const auto type : kTypes) {
        Tensors inputs = {filled(rows_of(rank()), type, [](int i) { return code(rank(), i); })};
        std::vector<Tensors> outputs(1);
        for (int r = 0; r < size(); ++r) outputs[0].push_back(torch::empty({rows_of(r)}, type));
        group().allgather(outputs, inputs)->wait();
        for (int r = 0; r < size(); ++r)
            EXPECT_TRUE(torch::equal(outputs[0][static_cast<std::size_t>(r)],
                                     filled(rows_of(r), type, [&](int i) { return code(r, i); })))
                << type << " of rank " << r;
    }
}

TEST(MpiBackend, all_gather_base_puts_ranks_in_order) {
    auto input = filled(3, at::kInt, [](int i) { return code(rank(), i); }),
         output = torch::empty({3 * size()}, at::kInt);
    group()._allgather_base(output, input)->wait();
    EXPECT_TRUE(torch::equal(output, filled(3 * size(), at::kInt, [](int i) { return code(i / 3, i % 3); })))
        << output;
}

TEST(MpiBackend, reduce_scatter_of_every_type_uneven_and_empty) {
    for (const auto type : kTypes) {
        if (type == at::kBool) continue;
        std::vector<Tensors> inputs(1);
        for (int r = 0; r < size(); ++r)
            inputs[0].push_back(filled(rows_of(r), type, [&](int i) { return code(rank(), i) + r; }));
        Tensors outputs = {torch::empty({rows_of(rank())}, type)};
        group().reduce_scatter(outputs, inputs)->wait();
        const auto expected = filled(rows_of(rank()), type, [](int i) {
            int sum = 0;
            for (int r = 0; r < size(); ++r) sum += code(r, i) + rank();
            return sum;
        });
        EXPECT_TRUE(torch::equal(outputs[0], expected)) << type << outputs[0] << expected;
    }
}

TEST(MpiBackend, reduce_scatter_base_gives_each_rank_its_part) {
    auto input = filled(2 * size(), at::kFloat, [](int i) { return code(rank(), i); }),
         output = torch::empty({2});
    group()._reduce_scatter_base(output, input)->wait();
    const auto expected = filled(2, at::kFloat, [](int i) {
        int sum = 0;
        for (int r = 0; r < size(); ++r) sum += code(r, 2 * rank() + i);
        return sum;
    });
    EXPECT_TRUE(torch::equal(output, expected)) << output;
}

// Rank r sends (r + 2s) % 3 rows of two to rank s, each row (100 r + 10 s + number, -1).
TEST(MpiBackend, all_to_all_with_splits) {
    const auto count = [](int from, int to) { return (from + 2 * to) % 3; };
    const auto rows = [&](bool sent) {
        std::vector<float> flat;
        std::vector<std::int64_t> splits;
        for (int other = 0; other < size(); ++other) {
            const int from = sent ? rank() : other, to = sent ? other : rank();
            splits.push_back(count(from, to));
            for (int i = 0; i < count(from, to); ++i)
                flat.insert(flat.end(), {static_cast<float>(100 * from + 10 * to + i), -1.F});
        }
        return std::pair(torch::tensor(flat).view({-1, 2}), splits);
    };
    auto [input, input_splits] = rows(true);
    auto [expected, output_splits] = rows(false);
    auto output = torch::full_like(expected, 7);
    group().alltoall_base(output, input, output_splits, input_splits)->wait();
    EXPECT_TRUE(torch::equal(output, expected)) << output << expected;
}

TEST(MpiBackend, all_to_all_in_equal_parts_between_transposed_tensors) {
    const auto sent = filled(2 * size(), at::kLong, [](int i) { return code(rank(), i); }).view({size(), 2});
    auto input = sent.t().contiguous().t(), output = torch::empty({2, size()}, at::kLong).t();
    std::vector<std::int64_t> none;
    group().alltoall_base(output, input, none, none)->wait();
    for (int r = 0; r < size(); ++r)
        for (int i = 0; i < 2; ++i) EXPECT_EQ(output[r][i].item<int>(), code(r, 2 * rank() + i));
}

TEST(MpiBackend, counts_calls_and_bytes_for_other_ranks) {
    Traffic traffic;
    auto backend = c10::make_intrusive<MpiBackend>(test_session(), traffic);
    const int others = size() - 1;
    Tensors ten = {torch::zeros({10})};
    backend->allreduce(ten, {})->wait();
    backend->allreduce(ten, {})->wait();
    EXPECT_EQ(traffic.of(Collective::all_reduce).calls, 2);
    EXPECT_EQ(traffic.of(Collective::all_reduce).bytes, 2 * (2 * 40 * others / size()));
    backend->broadcast(ten, {})->wait();
    EXPECT_EQ(traffic.of(Collective::broadcast).bytes, rank() == 0 ? 40 * others : 0);
    Tensors own = {torch::zeros({rows_of(rank()), 5}, at::kDouble)};
    std::vector<Tensors> everybody(1);
    int all_rows = 0;
    for (int r = 0; r < size(); ++r) {
        all_rows += rows_of(r);
        everybody[0].push_back(torch::zeros({rows_of(r), 5}, at::kDouble));
    }
    backend->allgather(everybody, own, {})->wait();
    EXPECT_EQ(traffic.of(Collective::all_gather).bytes, rows_of(rank()) * 40 * others);
    backend->reduce_scatter(own, everybody, {})->wait();
    EXPECT_EQ(traffic.of(Collective::reduce_scatter).bytes, (all_rows - rows_of(rank())) * 40);
    auto input = torch::zeros({3 * size(), 2}), output = torch::zeros({3 * size(), 2});
    std::vector<std::int64_t> equal;
    backend->alltoall_base(output, input, equal, equal, {})->wait();
    EXPECT_EQ(traffic.of(Collective::all_to_all).bytes, 3 * 2 * 4 * others);
    backend->barrier({})->wait();
    EXPECT_EQ(traffic.of(Collective::barrier).calls, 1);
    EXPECT_EQ(traffic.total().calls, 7);
    backend->shutdown();
}

TEST(MpiBackend, refuses_what_it_does_not_offer_on_every_rank) {
    EXPECT_THAT(message_of([] {
                    Tensors complex = {torch::zeros({1}, at::kComplexFloat)};
                    group().allreduce(complex)->wait();
                }),
                HasSubstr("dtype ComplexFloat cannot travel over MPI"));
    EXPECT_THAT(message_of([] {
                    Tensors one = {torch::zeros({1})};
                    c10d::AllreduceOptions options;
                    options.reduceOp = ReduceOp::AVG;
                    group().allreduce(one, options)->wait();
                }),
                HasSubstr("use SUM, PRODUCT, MIN or MAX"));
    EXPECT_THAT(message_of([] {
                    Tensors two = {torch::zeros({1}), torch::zeros({1})};
                    group().allreduce(two)->wait();
                }),
                HasSubstr("one tensor per rank, got 2"));
    EXPECT_THAT(message_of([] {
                    std::vector<Tensors> too_many(
                        1, Tensors(static_cast<std::size_t>(size() + 1), torch::zeros({1})));
                    Tensors own = {torch::zeros({1})};
                    group().allgather(too_many, own)->wait();
                }),
                HasSubstr("one per rank expected"));
    EXPECT_THAT(message_of([] {
                    std::vector<Tensors> places(1,
                                                Tensors(static_cast<std::size_t>(size()), torch::zeros({1})));
                    Tensors own = {torch::zeros({2})};
                    group().allgather(places, own)->wait();
                }),
                HasSubstr("this rank (" + std::to_string(rank()) +
                          ") has 2 elements and its place in the list has 1"));
    EXPECT_THAT(message_of([] {
                    auto odd = torch::zeros({2 * size() + 1}), out = torch::zeros({2});
                    group()._reduce_scatter_base(out, odd)->wait();
                }),
                size() == 1 ? HasSubstr("they must be equal") : HasSubstr("do not divide into equal parts"));
}

TEST(FlatPieces, refuses_counts_beyond_int) {
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    EXPECT_EQ(checked_count(most), most);
    EXPECT_THAT(message_of([] { checked_count(most + 1); }), HasSubstr("2147483648 elements"));
    EXPECT_THAT(message_of([] {
                    offsets_of({static_cast<int>(most), 1, 1});
                }),
                HasSubstr("2147483648 elements"));
}

TEST(FlatPieces, aliases_only_what_lies_back_to_back) {
    const auto whole = torch::arange(6);
    const auto ordered = flatten({whole.narrow(0, 0, 2), whole.narrow(0, 2, 0), whole.narrow(0, 2, 4)});
    EXPECT_TRUE(ordered.aliases);
    EXPECT_EQ(ordered.buffer.data_ptr(), whole.data_ptr());
    const auto swapped = flatten({whole.narrow(0, 2, 4), whole.narrow(0, 0, 2)});
    EXPECT_FALSE(swapped.aliases);
    EXPECT_TRUE(torch::equal(swapped.buffer, torch::tensor({2, 3, 4, 5, 0, 1}, torch::kInt64)));
    EXPECT_THAT(swapped.offsets, testing::ElementsAre(0, 4));
}

}  // namespace
}  // namespace gren::mpi_backend_test
