// Why a graph helps or does not: the gradient of each term of Q by itself, how it stands to the loss's, and
// the distances and weights that the graph's terms are made of (`gren train --probe-every`).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "distributed/world.h"
#include "src/training/trainer.h"

namespace gren {

// A quantity where it enters the parameters θ, and at the maps F of all images.
struct Gradients {
    double parameters = 0, features = 0;
};

struct Spread {
    double mean = 0, stddev = 0;
};

// Those that exist; what is said of none is not a number.
struct ProbedEdges {
    std::int64_t count = 0;
    Spread weight, distance;
};

struct ProbedTerm {
    std::string name;
    double lambda = 1;  // as it enters Q, negative with `repel`
    Gradients norm;  // ‖∂T/∂θ‖ and ‖∂T/∂F‖ of the unweighted term; times |λ| is what it adds to Q's
    Gradients cosine;                  // between ∂(λT) and ∂L; not a number where either vanishes
    std::optional<ProbedEdges> edges;  // of the graph's terms
};

struct ProbeReport {
    double feature_norm = 0;        // mean of ‖F_i‖ over the images
    std::vector<ProbedTerm> terms;  // L (Eq. 3) first, then the graph's
    Gradients graph_norm;           // of Σ λT over the graph's terms; 0 without any
    Gradients graph_cosine;         // between that and ∂L
};

// Collective, exact over the global batch and the same on all ranks, whatever their number. A forward pass
// and a backward pass a term; gradients, parameters, batch norm's statistics and random numbers stay as they
// were. All activations are kept, whatever options.forward.recompute. With the `forward` reading of lungs,
// whose features do not come from F, D_intra has no gradient there. REQUIRES options.images_per_part == 0 and
// float32 or float64 features.
ProbeReport probe_terms(World& world, Localizer& model, const TrainerOptions& options, const Batch& batch,
                        std::int64_t step);

}  // namespace gren
