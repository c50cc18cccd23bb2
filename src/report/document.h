// A report before it is a page: sections of paragraphs, tables, figures and galleries. report.html, report.md
// and data/ are three renderings of the same document. All text is plain; what renders it escapes it.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gren::report {

struct Cell {
    std::string text;                  // as people read it
    std::string note = "";             // below it, smaller: "14/19"
    std::optional<double> value = {};  // what `text` rounds; the CSV holds it
    bool strong = false;               // best of its column among the report's own rows
};

enum class RowKind { own, paper, ceiling, control };

struct Row {
    std::vector<Cell> cells;
    RowKind kind = RowKind::own;
    bool starts_block = false;  // a line above it
};

struct Table {
    std::string id;  // data/<id>.csv; empty: in no file of its own
    std::string caption;
    std::vector<std::string> header;
    std::vector<Row> rows;                // as many cells as the header
    std::vector<std::string> notes = {};  // below it
};

struct Figure {
    std::string id;   // data/<id>.svg
    std::string svg;  // a whole file
    std::string caption;
};

struct Panel {            // one picture of a gallery
    std::string drawing;  // SVG elements in a square of kPanelSide; may refer to Case::image_id
    std::string title, note;
};
inline constexpr int kPanelSide = 256;

struct Case {              // one image, a panel for each method
    std::string id;        // data/<id>.svg
    std::string image_id;  // of the picture that the panels share
    std::string image;     // data URI
    std::string caption;
    std::vector<Panel> panels;
    std::string disease, file, patient;  // by which a reader looks for it
    bool found = false;                  // T(IoU) = 0.5 by Gallery::judge
};

struct Gallery {
    std::string title, caption;
    std::string judge;  // the method whose regions say what was found
    std::vector<Case> cases;
};

struct Paragraph {
    std::string text;
};

using Block = std::variant<Paragraph, Table, Figure, Gallery>;

struct Section {
    std::string id, title;
    std::vector<Block> blocks;
};

struct Document {
    std::string title;
    std::vector<std::string> warnings;  // below the title, before anything else
    std::vector<std::string> lead;      // paragraphs below them
    std::vector<Section> sections;
};

std::string to_csv(const Table& table);             // RFC 4180; a column with notes is followed by theirs
std::string to_markdown(const Document& document);  // pictures as links into data/
std::string to_html(const Document& document);      // one page with everything in it
std::string to_svg(const Case& one);                // a file with the panels side by side

}  // namespace gren::report
