// Parts of report.html, each a string of well-formed HTML.
#pragma once

#include <string>
#include <vector>

#include "src/report/document.h"

namespace gren::report {

// <name attributes>content</name>; `attributes` and `content` stand as they are.
std::string html_tag(const std::string& name, const std::string& attributes, const std::string& content);

// Scrolls in a box of its own where the window is narrower than table_layout.h has it.
std::string html_table(const Table& table);

std::string html_gallery(const Gallery& gallery);

// The form that shows of all galleries the cases of a class, of an outcome, of a file or patient; hidden
// until its script runs. Empty where there is no case.
std::string html_gallery_filter(const std::vector<const Gallery*>& galleries);

}  // namespace gren::report
