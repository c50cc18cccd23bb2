"""What the graph's paths send and hold in a step, by COLLECTIVES.md: for bench/traffic and bench/simulation."""

# path -> its collectives in order, each with the bytes it is given: of a rank's own part for an all-gather, else of all that a
# rank gives. R ranks with B images of D features each, w bytes a feature on the wire.
GRAPH = {
    "all-gather": lambda R, B, D, w: [("all_gather", B * D * w), ("reduce_scatter", R * B * D * w)],
    "sharded-gram": lambda R, B, D, w: [("all_to_all", B * D * w), ("all_reduce", 8 * (R * B) ** 2), ("all_to_all", B * D * w)],
}
# path -> bytes a rank holds beside the features, e of a feature in memory.
HELD = {
    "all-gather": lambda R, B, D, e, w: (2 * R * B + B) * D * e + B * D * w + 48 * (R * B) ** 2,
    "sharded-gram": lambda R, B, D, e, w: 2 * B * D * (e + w) + 48 * (R * B) ** 2,
}


def payload(collective, given, ranks):
    """Bytes that a rank sends, as the program counts them."""
    if collective == "all_gather":
        return given * (ranks - 1)
    return (2 if collective == "all_reduce" else 1) * given * (ranks - 1) // ranks
