#include "dataio/shards/shard_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "dataio/digest.h"

namespace gren {
namespace {

namespace fs = std::filesystem;

constexpr char kDocument[] = "dataset.json", kLock[] = "lock";
constexpr std::size_t kBlock = 4 << 20;
constexpr std::uintmax_t kMargin = 1 << 20;  // of dataset.json and the folder itself

std::uintmax_t bytes_of_file(const fs::path& file) {
    std::error_code absent;
    const auto bytes = fs::file_size(file, absent);
    return absent ? 0 : bytes;
}

bool is_whole(const fs::path& file, const fs::path& original, const std::string& sha256) {
    return fs::exists(file) && bytes_of_file(file) == bytes_of_file(original) &&
           sha256_of_file(file) == sha256;
}

// The temporary file is read again: what counts is what lies on this disk.
std::int64_t copy(const fs::path& from, const fs::path& to, const std::string& sha256) {
    auto input = PosixFile::open_for_reading(from);
    AtomicFile output(to);
    std::vector<std::uint8_t> block(kBlock);
    std::int64_t bytes = 0;
    for (std::size_t count = block.size(); count == block.size(); bytes += static_cast<std::int64_t>(count)) {
        count = input.read(block);
        output.write(block.data(), count);
    }
    if (const auto found = sha256_of_file(temporary_name(to)); found != sha256)
        throw DataError(fmt::format(
            "{}: its copy in {} has SHA-256 {}, expected {} as in dataset.json; see by gren inspect "
            "--verify which of the two disks is at fault",
            from.string(), to.parent_path().string(), found, sha256));
    output.commit();
    return bytes;
}

void create_folders(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw DataError(fmt::format("--stage {}: cannot be made: {}", folder.string(), error.message()));
}

}  // namespace

fs::path ShardStage::folder_of(const DatasetDocument& document, const fs::path& scratch) {
    return scratch / fmt::format("gren-stage-{:.16}", document.digest);
}

ShardStage::ShardStage(const fs::path& data, const fs::path& scratch, bool keep)
    : document_(read_dataset_document(data)),
      data_(data),
      scratch_(scratch),
      folder_(folder_of(document_, scratch)),
      keep_(keep) {
    std::error_code absent;
    for (const auto& own : {scratch_, folder_})
        if (fs::equivalent(own, data_, absent) && !absent)
            throw DataError(fmt::format(
                "--stage {}: is where --data {} lies; expected a disk of this host's own, or no --stage",
                scratch_.string(), data_.string()));
    made_scratch_ = !fs::exists(scratch_);
    made_folder_ = !fs::exists(folder_);
    create_folders(folder_);
    require_nothing_else();
    lock_.emplace(folder_ / kLock);
    try {
        require_room();
    } catch (...) {
        if (made_folder_) remove();  // an earlier start's copy stays
        throw;
    }
}

ShardStage::~ShardStage() {
    release();
}

void ShardStage::release() {
    if (lock_ && !keep_) remove();
    lock_.reset();
}

void ShardStage::require_nothing_else() const {
    std::set<fs::path> own{kLock, FolderLock::holder_of(kLock), kDocument, temporary_name(kDocument)};
    for (const auto& shard : document_.shards) own.insert({shard.file, temporary_name(shard.file)});
    for (const auto& entry : fs::directory_iterator(folder_))
        if (!own.contains(entry.path().filename()))
            throw DataError(fmt::format(
                "--stage: {} holds {}, which is no shard of {}; expected a folder that only gren writes: "
                "remove it or choose another --stage",
                folder_.string(), entry.path().filename().string(), data_.string()));
}

void ShardStage::require_room() const {
    std::uintmax_t needed = kMargin;
    for (const auto& shard : document_.shards) {
        const auto bytes = bytes_of_file(data_ / shard.file);
        if (bytes_of_file(folder_ / shard.file) != bytes) needed += bytes;
    }
    std::error_code error;
    const auto space = fs::space(folder_, error);
    if (!error) require_room_for_stage(scratch_, space.available, needed);
}

void ShardStage::stage(std::size_t shard) {
    const auto& entry = document_.shards[shard];
    const auto from = data_ / entry.file, to = folder_ / entry.file;
    if (is_whole(to, from, entry.sha256)) return;
    std::error_code absent;
    fs::remove(to, absent);
    copied_bytes_ += copy(from, to, entry.sha256);
    ++copied_;
}

void ShardStage::complete() {
    const auto to = folder_ / kDocument;
    const auto sha256 = sha256_of_file(data_ / kDocument);
    if (!is_whole(to, data_ / kDocument, sha256)) copy(data_ / kDocument, to, sha256);
}

void ShardStage::remove() {
    std::error_code ignored;
    std::vector<fs::path> own{kDocument, temporary_name(kDocument), kLock};
    for (const auto& shard : document_.shards)
        own.insert(own.begin(), {shard.file, temporary_name(shard.file)});
    for (const auto& name : own) fs::remove(folder_ / name, ignored);
    lock_.reset();  // and its holder
    fs::remove(folder_, ignored);
    if (made_scratch_) fs::remove(scratch_, ignored);
}

void require_room_for_stage(const fs::path& scratch, std::uintmax_t available, std::uintmax_t needed) {
    const auto mib = [](std::uintmax_t bytes) { return static_cast<double>(bytes) / (1 << 20); };
    if (available < needed)
        throw DataError(fmt::format(
            "--stage {}: has {:.1f} MiB of room, expected {:.1f} MiB for the shards; make room, choose "
            "another disk, or go without --stage",
            scratch.string(), mib(available), mib(needed)));
}

}  // namespace gren
