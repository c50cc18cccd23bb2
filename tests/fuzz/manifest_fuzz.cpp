// Manifests: the first byte says which table the rest is, beside sound ones of the others. Any bytes are an
// archive or a refusal, and what was read is written and read again as it was.
#include "dataio/manifest/manifest.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    if (count == 0) return 0;
    static const fs::path folder = fs::path("/dev/shm") / ("gren-fuzz-" + std::to_string(getpid()));
    fs::create_directories(folder / "m");
    write(folder / "m/1.png", "");
    write(folder / "m/manifest.ini", "version = 1\nclasses = A|B\n");
    write(folder / "m/images.csv", "image,path,labels\n1,1.png,A\n");
    write(folder / "m/boxes.csv", "image,label,x,y,w,h\n");
    write(folder / "m/masks.csv", "image,label,encoding,data\n");
    static const char* const kTables[] = {"manifest.ini", "images.csv", "boxes.csv", "masks.csv"};
    write(folder / "m" / kTables[bytes[0] % 4], {reinterpret_cast<const char*>(bytes) + 1, count - 1});
    gren::accepted_or_refused([&] {
        const gren::Archive archive = gren::read_manifest(folder / "m", false);
        gren::Archive written = archive;
        gren::write_manifest(written, folder / "out");
        const gren::Archive again = gren::read_manifest(folder / "out", false);
        if (again.radiographs.size() != archive.radiographs.size()) std::abort();
        for (std::size_t i = 0; i < again.radiographs.size(); ++i) {
            const gren::Radiograph &a = archive.radiographs[i], &b = again.radiographs[i];
            if (a.name != b.name || a.label != b.label || a.boxes.size() != b.boxes.size()) std::abort();
        }
    });
    fs::remove_all(folder);
    return 0;
}
