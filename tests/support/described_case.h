// A case of the equivalence test as one line of text, "seed=7 rows=2,0,1 method=cosine flagged=3": what is
// not said is the plainest. For cases that a script draws and shrinks.
#pragma once

#include <string>
#include <vector>

#include "tests/support/equivalence_case.h"

namespace gren {

struct DescribedCase {
    EquivalenceCase test;
    ToyImages images;
    std::vector<std::int64_t> rows;  // of each rank, any of them 0
};

// Words key=value, in any order:
// - seed: of images, labels, boxes and hashes
// - rows=2,0,1: images of each rank
// - method, reading, path, norm: by name; norm sync or frozen
// - repel, sum_loss, mean_graph, raw: 1: the other sign and reductions; features as they are
// - part, steps, clip, depth: images a part, steps, norm at which gradients are cut, of the backbone
// - recompute, capture, grey, zones: 1: as in EquivalenceCase
// - single, bf16: 1: the trainer in float32; features travel as bfloat16
// - classes, grid: K, P
// - unknown, boxed, flagged: in ten: of labels, classes of an image, images (half of them lack a lung)
// - equal, near, same_hash: so many times an image becomes another, nearly so, or takes its hashes
// Throws std::invalid_argument naming the word.
DescribedCase described_case(const std::string& line);

}  // namespace gren
