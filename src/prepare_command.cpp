// gren prepare: an archive of radiographs becomes HDF5 shards with lungs and hashes; ranks share the shards
// out.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "dataio/archive.h"
#include "dataio/data_error.h"
#include "dataio/lung_segmenter.h"
#include "dataio/shard_writer.h"
#include "distributed/collectives.h"
#include "src/commands.h"
#include "src/options.h"
#include "src/prepare_summary.h"
#include "src/run_folder.h"
#include "src/run_log.h"
#include "src/usage_error.h"

namespace gren {
namespace {

const CommandHelp kHelp{
    .usage = "gren prepare --archive DIR --out DIR [options]",
    .summary =
        "Reads NIH ChestX-ray14 (or phantoms in its layout), resizes to S×S, finds the lungs, hashes them "
        "and\n"
        "writes HDF5 shards (SHARD_FORMAT.md). Alone or under mpirun, with the same result.",
    .example =
        "mpirun -n 2 gren prepare --archive ChestX-ray14 --out shards --size 512 --lung-model "
        "dataio/lung_weights/lungs.safetensors"};

std::unique_ptr<LungSource> lung_source(const po::variables_map& values) {
    const auto given = values.count("lung-masks") + values.count("chexmask") + values.count("lung-model");
    if (given > 1)
        throw UsageError(
            "gren prepare: --lung-masks, --chexmask and --lung-model exclude each other; give one or none");
    if (values.count("lung-masks")) return make_png_lungs(values["lung-masks"].as<std::string>());
    if (values.count("chexmask")) return make_chexmask_lungs(values["chexmask"].as<std::string>());
    if (values.count("lung-model")) return make_segmented_lungs(values["lung-model"].as<std::string>());
    return make_no_lungs();
}

std::string hash_name(const HashOptions& hash) {
    return to_string(hash.variant) + (hash.crop_to_lung ? "" : "+nocrop") +
           (hash.mirror_right ? "+mirror" : "");
}

// The shards of a set do not depend on the number of ranks: shard s holds radiographs [s·n, (s+1)·n).
struct ShardRange {
    std::string file;
    std::size_t first, last;
};

std::vector<ShardRange> shards_of(std::size_t radiographs, std::size_t per_shard) {
    std::vector<ShardRange> shards;
    for (std::size_t first = 0; first < radiographs; first += per_shard)
        shards.push_back(
            {fmt::format("shard_{:05}.h5", shards.size()), first, std::min(radiographs, first + per_shard)});
    return shards;
}

struct Preparation {
    const Archive& archive;
    const DatasetTraits& traits;
    const HashOptions& hash;
    LungSource& lungs;
    std::filesystem::path out;
    PrepareSummary summary{};

    // Nothing when no image of the range could be read.
    std::optional<ShardEntry> write(const ShardRange& range, Progress& progress, std::int64_t& done) {
        std::optional<ShardWriter> writer;
        for (auto i = range.first; i < range.last; ++i) {
            const auto& radiograph = archive.radiographs[i];
            try {
                const auto made = make_sample(radiograph, traits.image_size, lungs, hash);
                if (!writer)
                    writer.emplace(out / range.file, traits,
                                   static_cast<std::int64_t>(range.last - range.first));
                writer->add(made.sample);
                summary.count(made, traits.classes);
            } catch (const UnreadableImage& error) {
                summary.skipped.emplace_back(error.what());
            }
            progress.update(++done);
        }
        return writer ? std::optional(writer->finish()) : std::nullopt;
    }
};

std::string entries_text(const std::vector<ShardEntry>& entries) {
    auto json = nlohmann::json::array();
    for (const auto& entry : entries) json.push_back({entry.file, entry.samples, entry.sha256});
    return json.dump();
}

std::vector<ShardEntry> gathered(World& world, const std::vector<ShardEntry>& own) {
    std::vector<ShardEntry> all;
    for (const auto& text : gather_text(world, entries_text(own)))
        for (const auto& entry : nlohmann::json::parse(text)) all.push_back({entry[0], entry[1], entry[2]});
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
    return all;
}

}  // namespace

int prepare_command(const Arguments& arguments) {
    auto options = option_group();
    options.add_options()  //
        ("archive", po::value<std::string>()->required()->value_name("DIR"),
         "NIH layout: PNGs and Data_Entry_2017*.csv below it")  //
        ("out", po::value<std::string>()->required()->value_name("DIR"),
         "data set to write; must be empty")                                                     //
        ("size", po::value<int>()->default_value(512), "S: pixels a side of the stored images")  //
        ("lung-masks", po::value<std::string>()->value_name("DIR"),
         "lungs from PNGs of the images' names")  //
        ("chexmask", po::value<std::string>()->value_name("CSV"),
         "lungs from CheXmask's run lengths (.csv, .csv.gz)")  //
        ("lung-model", po::value<std::string>()->value_name("FILE"),
         "lungs from the segmenter ('gren segment train')")  //
        ("hash", po::value<std::string>()->default_value("dct32-median"),
         "dct32-median, opencv or released")  //
        ("hash-crop", po::value<bool>()->default_value(true),
         "hash the lung's bounding box instead of the whole image")               //
        ("hash-mirror", po::bool_switch(), "flip the right lung before hashing")  //
        ("shard-size", po::value<int>()->default_value(256), "images per shard");
    po::variables_map values;
    if (!parse_options(arguments, kHelp, options, values)) return 0;
    const auto size = values["size"].as<int>(), per_shard = values["shard-size"].as<int>();
    if (size < 32)
        throw UsageError(fmt::format("gren prepare: --size {}: expected at least 32 pixels", size));
    if (per_shard < 1)
        throw UsageError(fmt::format("gren prepare: --shard-size {}: expected at least 1", per_shard));
    const std::filesystem::path out = values["out"].as<std::string>();

    MpiSession session;
    World world(session);
    torch::set_num_threads(1);
    const HashOptions hash{.variant = hash_variant_from(values["hash"].as<std::string>()),
                           .crop_to_lung = values["hash-crop"].as<bool>(),
                           .mirror_right = values["hash-mirror"].as<bool>()};
    const auto lungs = lung_source(values);
    const auto archive = import_nih(values["archive"].as<std::string>());
    const DatasetTraits traits{size, archive.classes, hash_name(hash), lungs->provenance()};
    if (world.rank() == 0) create_empty_folder(out);
    barrier(world);

    std::vector<ShardRange> own_shards;
    std::int64_t own_images = 0, done = 0;
    const auto shards = shards_of(archive.radiographs.size(), static_cast<std::size_t>(per_shard));
    for (auto s = static_cast<std::size_t>(world.rank()); s < shards.size();
         s += static_cast<std::size_t>(world.size())) {
        own_shards.push_back(shards[s]);
        own_images += static_cast<std::int64_t>(shards[s].last - shards[s].first);
    }
    std::vector<ShardEntry> own;
    Preparation preparation{archive, traits, hash, *lungs, out};
    Progress progress(world.size() > 1 ? "prepare (this rank's part)" : "prepare", own_images, 0,
                      world.rank() == 0);
    for (const auto& shard : own_shards)
        if (auto entry = preparation.write(shard, progress, done)) own.push_back(std::move(*entry));
    progress.finish();

    const auto entries = gathered(world, own);
    const auto summary = merged(gather_text(world, preparation.summary.to_json()));
    if (world.rank() == 0) {
        std::cout << summary_text(summary, archive.report);
        if (entries.empty())
            throw DataError(fmt::format("{}: none of its {} images could be read",
                                        values["archive"].as<std::string>(), archive.radiographs.size()));
        const auto digest = write_dataset_document(out, traits, entries, summary.to_json());
        std::cout << fmt::format("data set: {} ({} shards, digest {})\n", out.string(), entries.size(),
                                 digest.substr(0, 16));
    }
    barrier(world);
    return 0;
}

}  // namespace gren
