// gren segment score: the segmenter against masks drawn by hand.
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <opencv2/imgproc.hpp>

#include "dataio/films/film_file.h"
#include "dataio/lung_network/lung_segmenter.h"
#include "src/commands/engine/segment_command.h"
#include "src/memory/kept_memory.h"
#include "src/run/option_table.h"
#include "src/run/progress.h"
#include "src/segmenter/lung_pairs.h"
#include "src/segmenter/lung_scores.h"

namespace gren {
namespace {

namespace fs = std::filesystem;

// The whole way that masks go into shards: mirror image, components, sides, flag.
LungScore score(LungSource& segmenter, const LungPairFiles& pair, const std::string& group) {
    const cv::Mat1b image = read_film(pair.image).grey;
    const cv::Mat1b lungs = segmenter.lungs(pair.name, image);
    cv::Mat1b truth;
    cv::resize(read_lung_mask(pair, image.size()), truth, image.size(), 0, 0, cv::INTER_NEAREST);
    return {group, mask_dice(lungs, truth), implausible_lungs(lungs)};
}

}  // namespace

int segment_score(const Arguments& arguments) {
    const CommandHelp help{
        "gren segment score --model FILE --images DIR --masks DIR --list CSV [options]",
        "Dice of the segmenter's lungs against masks of both lungs, by a column of the list.",
        "gren segment score --model lungs.safetensors --images images --masks masks --list pairs.csv --by "
        "view"};
    const OptionTable table(
        {{"Options",
          {{"model", required_text("FILE"), "Weights of the segmenter, which 'gren segment train' wrote."},
           {"images", required_text("DIR"), "Folder of the radiographs."},
           {"masks", required_text("DIR"), "Folder of masks of the same names: what is not zero is lung."},
           {"list", required_text("CSV"), "Table of the pairs to score, with columns 'name' and 'patient'."},
           {"except", optional_text("CSV"),
            "Table whose column 'name' holds pairs to leave out, for example those trained on."},
           {"by", text("patient"), "Column of --list whose values make the groups that are scored."},
           {"each", flag(), "Prints a line for every pair, too."},
           segment_threads_row()}}});
    po::variables_map values;
    if (!parse_table(arguments, help, table, values)) return 0;
    const auto model = text_of(values, "model"), images = text_of(values, "images"),
               masks = text_of(values, "masks"), list = text_of(values, "list"),
               except = text_of(values, "except"), by = text_of(values, "by");
    const bool each = values["each"].as<bool>();
    at::set_num_threads(values["threads"].as<int>());
    keep_freed_memory();

    const auto segmenter = make_segmented_lungs(model);
    const auto groups = read_list_column(list, by);
    std::map<std::string, std::string> left_out;
    if (!except.empty()) left_out = read_list_column(except, "name");
    const auto pairs = find_lung_pairs(images, masks, list);
    say_begun(fmt::format("segment score: {} pairs", pairs.size()));
    Progress progress("segment score", static_cast<std::int64_t>(pairs.size()));
    std::vector<LungScore> scores;
    std::int64_t done = 0;
    for (const LungPairFiles& pair : pairs) {
        progress.update(++done);
        if (left_out.contains(pair.name)) continue;
        scores.push_back(score(*segmenter, pair, groups.at(pair.name)));
        if (each)
            fmt::print("{}: {:.4f} {}\n", pair.name, scores.back().dice, scores.back().flag.value_or(""));
    }
    progress.finish();
    fmt::print("{}", lung_score_table(scores));
    return 0;
}

}  // namespace gren
