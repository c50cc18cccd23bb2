// An archive's words for diseases, and the classes that they become.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gren {

// Without a map each label is a class. A map is a table without a header, two fields a row: the archive's
// label and the class that it becomes, or nothing where it is to be left out. Labels of one class are one.
// Classes are part of pictures' file names: for "/" they have "-".
class Vocabulary {
  public:
    // `labels`: the archive's own, in its order; classes follow it, then come those of the map's other rows.
    // Throws DataError: a map that cannot be read, a row of other than two fields, a label twice.
    Vocabulary(const std::vector<std::string>& labels, const std::filesystem::path& label_map);

    const std::vector<std::string>& classes() const { return classes_; }

    // Nothing: the map leaves it out, or it is unknown, which require_known() tells. `place`: "FILE:LINE".
    std::optional<std::size_t> class_of(const std::string& label, const std::string& place);

    // After the last label. Throws DataError: all labels that were unknown, and rows of the map that no label
    // of the archive asked for.
    void require_known() const;

  private:
    struct Meaning {
        std::optional<std::size_t> cls;
        std::string row{};  // "MAP:LINE" of a row whose label is none of the archive's
        bool asked = false;
    };
    struct Unknown {
        std::string label, place;
    };

    std::size_t add_class(std::string name);

    std::vector<std::string> labels_, classes_;
    std::unordered_map<std::string, Meaning> meaning_;
    std::vector<Unknown> unknown_;
    std::unordered_set<std::string> seen_;  // of unknown_
};

}  // namespace gren
