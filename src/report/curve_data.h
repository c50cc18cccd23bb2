// What a row of the tables logged while its runs trained, as lines of a plot.
#pragma once

#include <string>
#include <vector>

#include "src/report/groups.h"
#include "src/report/metrics.h"
#include "src/report/plot.h"
#include "src/report/validations.h"

namespace gren::report {

struct CurveRun {
    std::string name;  // "fold 0, seed 1"
    std::vector<MetricsStep> steps;
    std::vector<ValidationPoint> validations;
};

struct Curve {
    std::string label;
    std::vector<CurveRun> runs;
    std::vector<double> seen;    // images after each step of the longest run
    std::size_t window() const;  // of its running medians, in steps
};

// A curve for each row whose runs have steps. Throws DataError as read_metrics() and read_validations().
std::vector<Curve> curves_of(const ReportTableRuns& table);

// Of the steps, in the order in which they first come; the gradient's norm, which is of all of them, last.
std::vector<std::string> terms_of(const std::vector<Curve>& curves);

// Running medians of a term, over `runs` of the curve together, with the percentiles of smoothing.h.
// x: images seen.
std::vector<PlotPoint> term_points(const Curve& curve, const std::vector<CurveRun>& runs,
                                   const std::string& term);

using ValidationFigure = std::optional<double> ValidationPoint::*;

// Means over those of `runs` that have the figure behind the same step.
std::vector<PlotPoint> validation_points(const Curve& curve, const std::vector<CurveRun>& runs,
                                         ValidationFigure figure);

}  // namespace gren::report
