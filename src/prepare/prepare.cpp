#include "src/prepare/prepare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <iostream>

#include "dataio/archive/box_frame.h"
#include "dataio/data_error.h"
#include "dataio/importers/importers.h"
#include "dataio/manifest/manifest.h"
#include "dataio/shards/shard_format.h"
#include "distributed/session/mpi_session.h"
#include "distributed/session/text_collectives.h"
#include "src/prepare/prepare_job.h"
#include "src/prepare/prepare_option_table.h"
#include "src/run/progress.h"
#include "src/run/seen_files.h"
#include "src/run/timeout_option.h"
#include "src/run/usage_error.h"
#include "src/run/version.h"
#include "src/run/window_option.h"

namespace gren {
namespace {

const CommandHelp kPrepareHelp{
    .usage = "gren prepare --manifest DIR | --archive DIR --out DIR [options]",
    .summary =
        "Reads the radiographs of a manifest ('gren import', dataio/MANIFEST.md), or by its folder alone "
        "NIH\n"
        "ChestX-ray14 (or phantoms in its layout), resizes to S×S, finds the lungs, hashes them and writes\n"
        "HDF5 shards (SHARD_FORMAT.md). Alone or under mpirun, with the same result: each rank takes the "
        "next\n"
        "shard when it is free. Memory per rank for all of ChestX-ray14: 0.2 GB.",
    .example =
        "mpirun -n 2 gren prepare --archive ChestX-ray14 --out shards --size 512 --lung-model "
        "dataio/lung_weights/lungs.safetensors"};

bool aligns(const po::variables_map& values) {
    return values["align"].as<std::string>() == "lungs";
}

void require_one_lung_source(const po::variables_map& values) {
    const auto given = values.count("lung-masks") + values.count("chexmask") + values.count("lung-model");
    if (given > 1)
        throw UsageError(
            "gren prepare: --lung-masks, --chexmask and --lung-model exclude each other; give one or none");
    const auto regions = values["regions"].as<std::string>();
    if (given == 0 && regions != "lungs")
        throw UsageError(
            fmt::format("gren prepare: --regions {} divides lungs, and no source of lungs is given; "
                        "add --lung-masks, --chexmask or --lung-model",
                        regions));
    if (given == 0 && aligns(values))
        throw UsageError(
            "gren prepare: --align lungs needs lungs; add --lung-masks, --chexmask or --lung-model");
    if (regions == "lobes" && !values.count("lung-masks"))
        throw UsageError(
            "gren prepare: --regions lobes needs masks that tell the lobes apart; give --lung-masks");
}

Archive read_archive(const po::variables_map& values) {
    if (values.count("manifest"))
        return read_manifest(values["manifest"].as<std::string>(), values["allow-outside"].as<bool>());
    Archive archive = import_nih(values["archive"].as<std::string>());
    archive.provenance = {};  // phantoms have NIH's layout, too: only a manifest says whose images they are
    return archive;
}

void require_one_way_in(const po::variables_map& values) {
    if (values.count("manifest") + values.count("archive") != 1)
        throw UsageError(fmt::format(
            "gren prepare: found {}, expected either --manifest DIR or --archive DIR",
            values.count("manifest") ? "--manifest and --archive" : "neither --manifest nor --archive"));
    if (values.count("archive") && values["allow-outside"].as<bool>())
        throw UsageError("gren prepare: --allow-outside is about the paths of a --manifest; found --archive");
}

std::unique_ptr<LungSource> lung_source(const po::variables_map& values,
                                        const std::vector<std::string>& names, RegionScheme regions,
                                        const MakeSegmenter& make_segmenter) {
    if (values.count("lung-masks"))
        return make_png_lungs(values["lung-masks"].as<std::string>(), &names, regions);
    if (values.count("chexmask")) return make_chexmask_lungs(values["chexmask"].as<std::string>(), &names);
    if (wants_segmenter(values)) return make_segmenter(values["lung-model"].as<std::string>());
    return make_no_lungs();
}

std::string hash_name(const HashOptions& hash) {
    return to_string(hash.variant) + (hash.crop_to_lung ? "" : "+nocrop") +
           (hash.mirror_right ? "+mirror" : "");
}

// "WxH" in pixels.
std::optional<cv::Size> box_frame(const po::variables_map& values) {
    if (!values.count("box-frame")) return std::nullopt;
    const auto text = values["box-frame"].as<std::string>();
    cv::Size frame;
    const auto end = text.data() + text.size();
    const auto [by, no_width] = std::from_chars(text.data(), end, frame.width);
    if (no_width == std::errc() && by != end && *by == 'x') {
        const auto [rest, no_height] = std::from_chars(by + 1, end, frame.height);
        if (no_height == std::errc() && rest == end && frame.width > 0 && frame.height > 0) return frame;
    }
    throw UsageError(
        fmt::format("gren prepare: --box-frame {}: expected width x height in pixels, as 1024x1024", text));
}

std::vector<std::string> names_of(const Archive& archive) {
    std::vector<std::string> names;
    for (const auto& radiograph : archive.radiographs) names.push_back(radiograph.name);
    return names;
}

// All that shapes the result and that every rank can tell by itself; last the version, by which masks and
// hashes may differ.
std::string configuration_of(const Archive& archive, const DatasetTraits& traits, int per_shard,
                             const std::optional<cv::Size>& frame, const Window& window) {
    return fmt::format(
        "shard-version = {}\narchive = {}\nsize = {}\nshard-size = {}\nhash = {}\nlungs = {}\n"
        "regions = {}\naligned = {}\nbox-frame = {}\nwindow = {}\ngren = {}\n",
        shard_format::kVersion, archive_digest(archive), traits.image_size, per_shard, traits.hash_variant,
        traits.lung_source, fmt::join(traits.regions, ", "), traits.aligned,
        frame ? fmt::format("{}x{}", frame->width, frame->height) : "image", to_string(window),
        code_version());
}

// Read by one rank alone: a table of masks may have gigabytes.
std::string lung_file_line(const po::variables_map& values) {
    for (const char* option : {"lung-masks", "chexmask", "lung-model"})
        if (values.count(option))
            return fmt::format("lung-file = {}\n", fingerprint(values[option].as<std::string>()));
    return "";
}

// Rank 0 begins, and may have to wait for the folder's lock longer than a rank is waited for; then all see
// what it has begun.
void begin_together(const MpiSession& session, const TextCollectives& ranks, PrepareJournal& journal,
                    const std::function<std::string()>& configuration, bool resume) {
    const auto any = [&](bool own) {
        const auto all = ranks.gather(own ? "yes" : "");
        return std::ranges::any_of(all, [](const auto& one) { return !one.empty(); });
    };
    if (session.rank() == 0)
        journal.begin(configuration(), resume, [&](const std::string& sentence) {
            std::cerr << sentence;
            any(true);
        });
    while (any(false)) {
    }
    wait_until_seen(journal.configuration_file().string() + "\n", any);
}

void finish(const std::vector<ShardPart>& parts, const Preparation& preparation) {
    std::vector<ShardEntry> entries;
    std::vector<std::string> summaries;
    for (const auto& part : parts) {
        if (part.entry) entries.push_back(*part.entry);
        summaries.push_back(part.summary.to_json());
    }
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
    auto summary = merged(summaries);
    summary.window = to_string(preparation.sample.window);
    std::cout << summary_text(summary, preparation.archive, preparation.traits.lung_source != kNoLungs,
                              preparation.traits.aligned);
    if (entries.empty())
        throw DataError(fmt::format("{}: none of its {} images could be read",
                                    preparation.archive.images.string(),
                                    preparation.archive.radiographs.size()));
    const auto digest =
        write_dataset_document(preparation.out, preparation.traits, entries, summary.to_json());
    std::cout << fmt::format("data set: {} ({} shards, digest {})\n", preparation.out.string(),
                             entries.size(), digest.substr(0, 16));
}

}  // namespace

bool parse_prepare_options(const Arguments& arguments, po::variables_map& values) {
    if (!parse_table(arguments, kPrepareHelp, prepare_option_table(), values)) return false;
    require_one_way_in(values);
    require_one_lung_source(values);
    return true;
}

bool wants_segmenter(const po::variables_map& values) {
    return values.count("lung-model") != 0;
}

int prepare(const po::variables_map& values, const MakeSegmenter& make_segmenter) {
    const auto timeout = timeout_of(values, "gren prepare");
    const auto size = values["size"].as<int>(), per_shard = values["shard-size"].as<int>();
    const auto frame = box_frame(values);
    const auto regions = region_scheme_from(values["regions"].as<std::string>());
    const auto window = window_of(values, "gren prepare");
    const std::filesystem::path out = values["out"].as<std::string>();

    say_begun(fmt::format("prepare: reading the tables and the names of the films of {}",
                          text_of(values, values.count("archive") ? "archive" : "manifest")));
    MpiSession session(timeout);
    const TextCollectives ranks(session, timeout);
    const HashOptions hash{.variant = hash_variant_from(values["hash"].as<std::string>()),
                           .crop_to_lung = values["hash-crop"].as<bool>(),
                           .mirror_right = values["hash-mirror"].as<bool>()};
    auto archive = read_archive(values);
    const auto lungs = lung_source(values, names_of(archive), regions, make_segmenter);
    const DatasetTraits traits{
        size, archive.classes, hash_name(hash), lungs->provenance(), region_names(regions), aligns(values)};
    const auto configuration = configuration_of(archive, traits, per_shard, frame, window);
    ranks.require_agreement("options and archive", configuration);
    const bool resume = values["resume"].as<bool>();
    PrepareJournal journal(out);
    begin_together(
        session, ranks, journal,
        [&] {
            check_box_frame(archive, frame);
            return configuration + lung_file_line(values);
        },
        resume);

    const Preparation preparation{archive,
                                  traits,
                                  *lungs,
                                  out,
                                  {.size = size,
                                   .hash = hash,
                                   .regions = regions,
                                   .box_frame = frame,
                                   .window = window,
                                   .align = traits.aligned}};
    const auto shards = shards_of(archive.radiographs.size(), static_cast<std::size_t>(per_shard));
    const auto parts = prepare_together(session, ranks, journal, preparation, shards, resume);
    if (session.rank() == 0) {
        journal.require_held();
        finish(parts, preparation);
    }
    ranks.barrier();
    return 0;
}

}  // namespace gren
