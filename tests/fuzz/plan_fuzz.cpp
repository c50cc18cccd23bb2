// Plans: any text is a plan whose axes all have a line and distinct values, or a refusal.
#include <set>

#include "src/plan/plan.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const gren::FuzzFile file(bytes, count);
    gren::accepted_or_refused([&] {
        const auto plan = gren::plan::read_plan(file.path());
        for (const auto& section : plan.sections)
            for (const auto& axis : section.axes)
                if (axis.line < 1 || axis.values.empty() ||
                    std::set(axis.values.begin(), axis.values.end()).size() != axis.values.size())
                    std::abort();
    });
    return 0;
}
