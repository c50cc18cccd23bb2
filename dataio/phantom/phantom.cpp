#include "dataio/phantom/phantom.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "dataio/phantom/phantom_cohort.h"
#include "dataio/phantom/phantom_files.h"
#include "dataio/phantom/phantom_tables.h"

namespace gren::phantom {
namespace fs = std::filesystem;

void write_phantom_archive(const fs::path& directory, const PhantomOptions& options,
                           const std::function<void(std::int64_t)>& drawn) {
    const std::vector<PhantomCase> cases = phantom_cohort(options);
    make_empty_folder(directory, {"images", "masks"});
    std::string entries = kEntryHeader, true_entries = kEntryHeader;
    std::array<std::string, kBoxedFindings> boxes;  // NIH's list goes class by class
    std::int64_t count = 0;
    for (const PhantomCase& phantom : cases) {
        const PhantomRadiograph radiograph = draw_radiograph(phantom, options.size, options.seed);
        write_png(directory / "images" / file_name(phantom), radiograph.grey);
        write_png(directory / "masks" / file_name(phantom), radiograph.lungs);
        entries += entry_row(phantom, phantom.labels, options.size);
        true_entries += entry_row(phantom, distinct_findings(phantom), options.size);
        if (drawn) drawn(++count);
        if (!phantom.annotated) continue;
        for (const DrawnBox& box : radiograph.boxes) {
            // NIH's radiologists drew what the label had sent them to, where it was.
            if (std::ranges::count(phantom.labels, box.finding) == 0) continue;
            boxes[static_cast<std::size_t>(box.finding)] += box_row(phantom, box);
        }
    }
    const std::string list = fmt::format("{}{}", kBoxHeader, fmt::join(boxes, ""));
    write_file(directory / "Data_Entry_2017_v2020.csv", entries);
    write_file(directory / "BBox_List_2017.csv", list);
    if (options.label_noise > 0) write_file(directory / "true_labels.csv", true_entries);
}

}  // namespace gren::phantom
