"""Prints the orders that sampler_test.cpp expects: splitmix64 and Fisher-Yates, written from their definitions."""
MASK = 2**64 - 1


def splitmix(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def order(n, seed, epoch):
    random = splitmix((next(splitmix(seed)) + epoch) & MASK)
    values = list(range(n))
    for last in range(n - 1, 0, -1):
        chosen = next(random) * (last + 1) // 2**64
        values[last], values[chosen] = values[chosen], values[last]
    return values


for epoch in (0, 5):
    print(", ".join(map(str, order(10, 7, epoch))))
