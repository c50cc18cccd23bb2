// The cost table against arithmetic by hand.
#include "graph/graph_cost.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace gren::graph_cost_test {

TEST(GraphCost, counts_edges_within_and_between_ranks) {
    const GraphSize size{.ranks = 2, .images_per_rank = 4};
    EXPECT_EQ(size.nodes(), 8);
    EXPECT_EQ(size.edges(), 28);
    EXPECT_EQ(size.edges_between_ranks(), 16);  // 4 × 4
}

TEST(GraphCost, bytes_of_the_paper_setting_on_two_ranks) {
    const GraphSize size{.ranks = 2, .images_per_rank = 4, .features = 524288};
    // 4 images × 524,288 × 4 bytes = 8 MiB, there and back.
    EXPECT_EQ(graph_cost(GraphPath::all_gather, size).sent_bytes, 2 * (8 << 20));
    // Half of that there and back, and an all-reduce of 8 × 8 × 8 bytes.
    EXPECT_EQ(graph_cost(GraphPath::sharded_gram, size).sent_bytes, (8 << 20) + 512);
}

TEST(GraphCost, bfloat16_halves_what_features_send) {
    GraphSize size{.ranks = 4, .images_per_rank = 2, .features = 1024};
    const auto full = graph_cost(GraphPath::all_gather, size).sent_bytes;
    size.communication_bytes = 2;
    EXPECT_EQ(graph_cost(GraphPath::all_gather, size).sent_bytes, full / 2);
}

TEST(GraphCost, sharded_traffic_does_not_grow_with_the_ranks) {
    const auto sent = [](std::int64_t ranks, GraphPath path) {
        return static_cast<double>(graph_cost(path, {.ranks = ranks, .images_per_rank = 4}).sent_bytes);
    };
    EXPECT_LT(sent(64, GraphPath::sharded_gram), 2.1 * sent(2, GraphPath::sharded_gram));
    EXPECT_GT(sent(64, GraphPath::all_gather), 60 * sent(2, GraphPath::all_gather));
}

TEST(GraphCost, auto_shards_large_features_and_gathers_small_ones) {
    EXPECT_EQ(choose_path({.ranks = 2, .images_per_rank = 4, .features = 524288}).path,
              GraphPath::sharded_gram);
    EXPECT_EQ(choose_path({.ranks = 2, .images_per_rank = 4, .features = 512}).path, GraphPath::all_gather);
    EXPECT_NE(choose_path({.ranks = 2}).reason.find("8.0 MiB"), std::string::npos);
}

// Of one rank, which sends nothing, what features add: a term for each pair of images and feature; with
// shards also one for each image and feature.
TEST(GraphCost, nominal_time_grows_with_pairs_and_features) {
    const auto seconds = [](GraphPath path, std::int64_t images, std::int64_t features) {
        return graph_cost(path, {.ranks = 1, .images_per_rank = images, .features = features}).seconds;
    };
    for (const auto path : {GraphPath::all_gather, GraphPath::sharded_gram}) {
        const auto of_a_million = [&](std::int64_t images) {
            return seconds(path, images, 2'000'000) - seconds(path, images, 1'000'000);
        };
        const auto one = of_a_million(1), two = of_a_million(2), three = of_a_million(3),
                   four = of_a_million(4);
        EXPECT_GT(one, 0);
        EXPECT_NEAR((four - 3 * three + 3 * two - one) / one, 0, 1e-6) << "more than a pair's term";
        EXPECT_NEAR((seconds(path, 2, 4'000'000) - seconds(path, 2, 2'000'000)) / two, 2, 1e-6);
        if (path == GraphPath::all_gather) {
            EXPECT_NEAR(four / two, 4, 1e-6);
        } else {
            EXPECT_GT(four / two, 2.001);
            EXPECT_LT(four / two, 3.999);
        }
    }
}

TEST(GraphCost, row_blocks_send_half_of_a_symmetric_matrix_as_sums_and_as_coefficients) {
    const GraphSize size{.ranks = 4, .images_per_rank = 10, .features = 1024};
    const auto cost = graph_cost(GraphPath::row_blocks, size);
    // Slabs of three rows a rank: 3, 3, 3, 1; and both exchanges, the transposition, the norms and the counts
    // of near pairs.
    EXPECT_EQ(cost.messages, 5 + 4 + 4);
    // 3 KiB a row of features, there and back. To three others: 8 bytes and 4 of the entries from each slab
    // onwards, 3 × (40 + 28 + 16) + 4 = 256; 10 × 10 entries, transposed; 8 bytes a norm and a count.
    EXPECT_EQ(cost.sent_bytes, 2 * 10 * 3072 + 3 * (256 * 12 + 800 + 88));
}

TEST(GraphCost, row_blocks_divide_the_memory_of_n_by_n) {
    GraphSize size{.ranks = 64, .images_per_rank = 64, .features = 64};
    const auto entries = std::int64_t{4096} * 4096 * 48;
    EXPECT_GT(graph_cost(GraphPath::sharded_gram, size).memory_bytes, entries);
    EXPECT_LT(graph_cost(GraphPath::row_blocks, size).memory_bytes, entries / 32);
    size.whole_weights = true;
    EXPECT_GT(graph_cost(GraphPath::row_blocks, size).memory_bytes, entries);
}

TEST(GraphCost, auto_takes_row_blocks_for_many_nodes_and_what_fits) {
    const GraphSize many{.ranks = 16, .images_per_rank = 256};
    EXPECT_EQ(choose_path(many).path, GraphPath::row_blocks);
    // Few nodes: faster on the sharded path, which needs 20.0 MiB.
    const GraphSize few{.ranks = 64, .images_per_rank = 8, .features = 65536};
    EXPECT_EQ(choose_path(few).path, GraphPath::sharded_gram);
    const auto row_blocks = graph_cost(GraphPath::row_blocks, few).memory_bytes;
    const auto choice = choose_path(few, row_blocks);
    EXPECT_EQ(choice.path, GraphPath::row_blocks);
    EXPECT_NE(choice.reason.find("sharded-gram would send"), std::string::npos);
    EXPECT_NE(choice.reason.find("but needs 20.0 MiB of "), std::string::npos) << choice.reason;
    const auto none = choose_path(few, 1000);
    EXPECT_EQ(none.path, GraphPath::row_blocks);
    EXPECT_NE(none.reason.find("needs more than the 1000 B there are"), std::string::npos);
}

TEST(GraphCost, paths_by_name) {
    EXPECT_EQ(path_from("all-gather", {}).path, GraphPath::all_gather);
    EXPECT_EQ(path_from("sharded-gram", {.features = 1}).path, GraphPath::sharded_gram);
    EXPECT_EQ(path_from("row-blocks", {}).path, GraphPath::row_blocks);
    EXPECT_THROW(path_from("ring", {}), std::invalid_argument);
}

TEST(GraphCost, the_largest_graph_fits_and_one_image_more_does_not) {
    const GraphSize size{.ranks = 4};
    const std::int64_t memory = std::int64_t{8} << 30;
    for (const auto path : kGraphPaths) {
        auto largest = size;
        largest.images_per_rank = largest_graph(path, size, memory) / size.ranks;
        EXPECT_LE(graph_cost(path, largest).memory_bytes, memory);
        ++largest.images_per_rank;
        EXPECT_GT(graph_cost(path, largest).memory_bytes, memory);
    }
    EXPECT_EQ(largest_graph(GraphPath::all_gather, size, 1000), 0);
}

TEST(GraphCost, bytes_in_words) {
    EXPECT_EQ(bytes_text(512), "512 B");
    EXPECT_EQ(bytes_text(1023), "1023 B");
    EXPECT_EQ(bytes_text(1024), "1.0 KiB");
    EXPECT_EQ(bytes_text(1536), "1.5 KiB");
    EXPECT_EQ(bytes_text(std::int64_t{3} << 30), "3.0 GiB");
}

}  // namespace gren::graph_cost_test
