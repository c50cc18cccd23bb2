#include "src/prepare/preparation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "dataio/shards/shard_writer.h"
#include "src/prepare/sample_maker.h"

namespace gren {
namespace fs = std::filesystem;
namespace {

// So that a data set is the same wherever its archive lies.
std::string without_folder(const std::string& sentence, const fs::path& folder) {
    const auto prefix = (folder / "").string();
    return sentence.starts_with(prefix) ? sentence.substr(prefix.size()) : sentence;
}

}  // namespace

std::vector<ShardRange> shards_of(std::size_t radiographs, std::size_t per_shard) {
    std::vector<ShardRange> shards;
    for (std::size_t first = 0; first < radiographs; first += per_shard)
        shards.push_back(
            {fmt::format("shard_{:05}.h5", shards.size()), first, std::min(radiographs, first + per_shard)});
    return shards;
}

ShardPart Preparation::write(const ShardRange& range, const std::function<void()>& image_done) const {
    ShardPart part;
    std::optional<ShardWriter> writer;
    for (auto i = range.first; i < range.last; ++i) {
        try {
            const auto made = make_sample(archive.radiographs[i], sample, lungs);
            if (!writer) writer.emplace(out / range.file, traits, range.images());
            writer->add(made.sample);
            part.summary.count(made, traits.classes);
        } catch (const UnreadableImage& error) {
            part.summary.skipped.push_back(without_folder(error.what(), archive.images));
        }
        image_done();
    }
    if (writer) part.entry = writer->finish();
    return part;
}

std::string archive_digest(const Archive& archive) {
    std::string text;
    for (const auto& r : archive.radiographs) {
        text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", r.name, r.patient, fmt::join(r.label, " "),
                            r.study, r.view, r.sex, r.site, r.age);
        for (const auto& b : r.boxes) text += fmt::format("\t{} {} {} {} {}", b.cls, b.x, b.y, b.w, b.h);
        text += '\n';
    }
    return sha256(text);
}

std::string fingerprint(const fs::path& path) {
    if (!fs::is_directory(path)) return sha256_of_file(path);
    std::map<std::string, std::uintmax_t> sizes;
    for (const auto& file : fs::directory_iterator(path))
        if (file.is_regular_file()) sizes.emplace(file.path().filename().string(), file.file_size());
    return sha256(fmt::format("{}", sizes));
}

}  // namespace gren
