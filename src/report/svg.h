// SVG between files and the page.
#pragma once

#include <string>

#include "src/report/document.h"

namespace gren::report {

std::string escaped_xml(const std::string& text);  // for text and attributes

// A plot of gnuplot's as it stands in a page: from "<svg" on, without the namespaces that HTML knows (no
// address is left in it) and without gnuplot's names of curves, which a browser would show under the mouse;
// its ids behind `prefix`.
std::string inline_svg(std::string file, const std::string& prefix);

// The picture that a case's panels refer to.
std::string shared_image(const Case& one);

}  // namespace gren::report
