"""What the graph's paths send and hold in a step, by COLLECTIVES.md: for bench/traffic and bench/simulation."""


def row_blocks(R, B, D, w, e=4):
    """Slabs of the next b rows of every rank, from each onwards: as float64 sums, then as coefficients in the features' type."""
    b = max(1, -(-B // R))
    slabs = [(min(b, B - first), R * (B - first)) for first in range(0, B, b)]  # a rank's rows, and columns
    return ([("all_to_all", B * D * w)] + [("reduce_scatter", 8 * R * rows * columns) for rows, columns in slabs]
            + [("all_to_all", 8 * B * R * B), ("all_gather", 8 * B), ("all_gather", 8)]
            + [("all_gather", e * rows * columns) for rows, columns in slabs] + [("all_to_all", B * D * w)])


# path -> its collectives in order, each with the bytes it is given: of a rank's own part for an all-gather, else of all that a
# rank gives. R ranks with B images of D features each, w bytes a feature on the wire.
GRAPH = {
    "all-gather": lambda R, B, D, w: [("all_gather", B * D * w), ("reduce_scatter", R * B * D * w)],
    "sharded-gram": lambda R, B, D, w: [("all_to_all", B * D * w), ("all_reduce", 8 * (R * B) ** 2), ("all_to_all", B * D * w)],
    "row-blocks": row_blocks,
}
# path -> bytes a rank holds beside the features, e of a feature in memory.
HELD = {
    "all-gather": lambda R, B, D, e, w: (2 * R * B + B) * D * e + B * D * w + 48 * B * R * B,
    "sharded-gram": lambda R, B, D, e, w: 2 * B * D * (e + w) + 48 * (R * B) ** 2,
    "row-blocks": lambda R, B, D, e, w: 2 * B * D * (e + w) + B * D * e + (48 * B + 16 * R * max(1, -(-B // R))) * R * B,
}


def payload(collective, given, ranks):
    """Bytes that a rank sends, as the program counts them."""
    if collective == "all_gather":
        return given * (ranks - 1)
    return (2 if collective == "all_reduce" else 1) * given * (ranks - 1) // ranks
