// What one DICOM file says, as flat bytes: the few elements that grey values follow from, and the stored
// pixels. So it travels from the process that parsed it (gdcm_reading.h) to the one that asked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gren {

// An element, or one of the first item of a sequence. PS3.6 gives the tags: group << 16 | element.
struct DicomKey {
    std::uint32_t sequence = 0;  // tag of the sequence; 0: none
    std::uint32_t tag = 0;

    auto operator<=>(const DicomKey&) const = default;
};

// Appends an element to a record: key, length, value, as this machine holds numbers. Returns where the value
// begins, for who fills it in later.
std::size_t append_element(std::string& record, DicomKey key, std::string_view value);

class DicomRecord {
  public:
    // Of append_element()'s bytes, which it keeps. What does not parse to its end is left out.
    explicit DicomRecord(std::string bytes);
    DicomRecord(const DicomRecord&) = delete;
    DicomRecord& operator=(const DicomRecord&) = delete;

    bool has(DicomKey key) const { return elements_.contains(key); }
    // As stored, of little endian; empty where there is none.
    std::string_view bytes(DicomKey key) const;
    // Without the blanks and zeros that pad it; of several values (a\b\c) the value at `index`.
    std::string_view text(DicomKey key, std::size_t index = 0) const;
    // The word of 16 bits at `index`; nothing where the value is shorter.
    std::optional<std::uint16_t> word(DicomKey key, std::size_t index = 0) const;
    // A decimal string as a number; nothing where it is absent or empty. Throws DataError "holds no number in
    // (gggg,eeee)", without the value.
    std::optional<double> number(DicomKey key, std::size_t index = 0) const;

  private:
    std::string all_;
    std::map<DicomKey, std::string_view> elements_;
};

}  // namespace gren
