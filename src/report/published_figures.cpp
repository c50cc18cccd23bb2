#include "src/report/published_figures.h"

#include <algorithm>

namespace gren::report {
namespace {

constexpr PublishedAccuracy kAccuracies[]{
    {"I", "0.5_0.8", 0.5, "cam", false, {.05, .18, .11, .07, .01, .01, .03, .03}, .06},
    {"I", "0.5_0.8", 0.5, "li", false, {.14, .84, .22, .30, .22, .07, .17, .19}, .27},
    {"I", "0.5_0.8", 0.5, "cia", false, {.32, .78, .40, .61, .33, .05, .37, .23}, .39},
    {"I", "0.5_0.8", 0.5, "zhou", false, {.39, .86, .46, .65, .39, .13, .43, .27}, .45},
    {"I", "0.5_0.8", 0.5, "ccg", false, {.27, .86, .48, .72, .53, .14, .58, .35}, .49},
    {"I", "0.5_0.8", 0.5, "baseline", false, {.12, .79, .32, .36, .26, .07, .13, .20}, .28},
    {"I", "0.5_0.8", 0.5, "intra", false, {.37, .86, .48, .80, .37, .14, .58, .30}, .49},
    {"I", "0.5_0.8", 0.5, "inter", false, {.32, .89, .52, .80, .42, .21, .50, .35}, .50},
    {"I", "0.5_0.8", 0.5, "gren", false, {.37, .86, .52, .84, .42, .29, .54, .45}, .54},
    {"I", "0.5_0.8", 0.7, "cam", false, {.01, .03, .02, 0, 0, 0, .01, .02}, .01},
    {"I", "0.5_0.8", 0.7, "li", false, {.04, .52, .07, .09, .11, .01, .05, .05}, .12},
    {"I", "0.5_0.8", 0.7, "cia", false, {.18, .70, .28, .41, .27, .04, .25, .18}, .29},
    {"I", "0.5_0.8", 0.7, "zhou", false, {.24, .75, .33, .45, .33, .09, .35, .23}, .35},
    {"I", "0.5_0.8", 0.7, "ccg", false, {.20, .86, .48, .68, .32, .14, .54, .30}, .44},
    {"I", "0.5_0.8", 0.7, "baseline", false, {.05, .71, .16, .04, .16, 0, .08, .15}, .17},
    {"I", "0.5_0.8", 0.7, "intra", false, {.27, .86, .44, .72, .32, .14, .58, .20}, .44},
    {"I", "0.5_0.8", 0.7, "inter", false, {.29, .86, .48, .68, .37, .21, .46, .35}, .46},
    {"I", "0.5_0.8", 0.7, "gren", false, {.34, .86, .48, .60, .37, .21, .46, .35}, .46},
    {"II", "1.0_0.0", 0.5, "cam", true, {0, .25, .01, .06, .09, .05, .06, 0}, .07},
    {"II", "1.0_0.0", 0.5, "li", true, {.18, .10, .27, .46, .18, .03, 0, .11}, .17},
    {"II", "1.0_0.0", 0.5, "cia", false, {.19, .53, .19, .47, .33, .03, .08, .11}, .24},
    {"II", "1.0_0.0", 0.5, "cen", false, {.32, .68, .39, .61, .49, .07, .15, .21}, .36},
    {"II", "1.0_0.0", 0.5, "ccg", false, {.31, .79, .37, .75, .40, .06, .24, .27}, .40},
    {"II", "1.0_0.0", 0.5, "baseline", false, {.18, .51, .14, .47, .27, .03, .01, .12}, .22},
    {"II", "1.0_0.0", 0.5, "intra", false, {.30, .79, .38, .72, .42, .05, .25, .27}, .40},
    {"II", "1.0_0.0", 0.5, "inter", false, {.31, .79, .37, .70, .41, .08, .08, .24}, .37},
    {"II", "1.0_0.0", 0.5, "gren", false, {.36, .86, .41, .70, .49, .10, .11, .22}, .41},
    {"II", "1.0_0.0", 0.7, "cam", true, {0, .01, 0, .03, .04, .04, .01, 0}, .01},
    {"II", "1.0_0.0", 0.7, "li", true, {.09, .01, .07, .28, .08, .01, 0, .05}, .07},
    {"II", "1.0_0.0", 0.7, "cia", false, {.08, .30, .09, .25, .19, .01, .04, .07}, .13},
    {"II", "1.0_0.0", 0.7, "cen", false, {.13, .54, .19, .27, .27, .04, .05, .17}, .21},
    {"II", "1.0_0.0", 0.7, "ccg", false, {.06, .64, .08, .38, .19, .01, .08, .09}, .19},
    {"II", "1.0_0.0", 0.7, "baseline", false, {.11, .34, .06, .32, .20, .01, 0, .06}, .14},
    {"II", "1.0_0.0", 0.7, "intra", false, {.21, .74, .22, .62, .35, .03, .18, .18}, .32},
    {"II", "1.0_0.0", 0.7, "inter", false, {.20, .75, .25, .55, .38, .04, .06, .21}, .30},
    {"II", "1.0_0.0", 0.7, "gren", false, {.28, .77, .22, .61, .44, .06, .09, .16}, .33},
    {"III", "1.0_0.4", 0.5, "li", true, {.23, .72, .30, .60, .22, .02, .32, .20}, .32},
    {"III", "1.0_0.4", 0.5, "cia", false, {.36, .57, .37, .62, .34, .13, .23, .17}, .35},
    {"III", "1.0_0.4", 0.5, "ccg", false, {.26, .80, .41, .67, .15, .06, .42, .18}, .37},
    {"III", "1.0_0.4", 0.5, "baseline", false, {.27, .76, .39, .58, .24, .02, .39, .21}, .36},
    {"III", "1.0_0.4", 0.5, "intra", false, {.44, .91, .60, .82, .52, .13, .58, .33}, .54},
    {"III", "1.0_0.4", 0.5, "inter", false, {.45, .74, .62, .85, .43, .19, .70, .33}, .54},
    {"III", "1.0_0.4", 0.5, "gren", false, {.42, .83, .60, .86, .54, .10, .71, .36}, .55},
    {"III", "1.0_0.4", 0.7, "li", true, {.07, .64, .17, .38, .17, 0, .20, .17}, .21},
    {"III", "1.0_0.4", 0.7, "cia", false, {.19, .47, .20, .41, .22, .06, .12, .11}, .22},
    {"III", "1.0_0.4", 0.7, "ccg", false, {.18, .71, .20, .50, .20, .02, .29, .06}, .27},
    {"III", "1.0_0.4", 0.7, "baseline", false, {.14, .62, .20, .42, .07, 0, .23, .08}, .22},
    {"III", "1.0_0.4", 0.7, "intra", false, {.35, .89, .49, .76, .37, .06, .51, .26}, .46},
    {"III", "1.0_0.4", 0.7, "inter", false, {.38, .71, .49, .72, .43, .13, .58, .24}, .46},
    {"III", "1.0_0.4", 0.7, "gren", false, {.32, .78, .52, .74, .43, .06, .65, .26}, .47},
    {"IV", "0.5_0.8", 0.5, "baseline", false, {.12, .79, .32, .36, .26, .07, .13, .20}, .28},
    {"IV", "0.5_0.8", 0.5, "attention", false, {.34, .89, .52, .72, .37, .21, .71, .15}, .49},
    {"IV", "0.5_0.8", 0.5, "gren", false, {.37, .86, .52, .84, .42, .29, .54, .45}, .54},
    {"IV", "0.5_0.8", 0.7, "baseline", false, {.05, .71, .16, .04, .16, 0, .08, .15}, .17},
    {"IV", "0.5_0.8", 0.7, "attention", false, {.29, .89, .44, .64, .32, .14, .58, .15}, .43},
    {"IV", "0.5_0.8", 0.7, "gren", false, {.34, .86, .48, .60, .37, .21, .46, .35}, .46},
};

constexpr PublishedAuc kAucs[]{
    {"baseline",
     {76.77, 87.09, 77.73, 87.90, 84.65, 90.04, 77.87, 88.71, 64.53, 80.57, 68.37, 77.68, 67.62, 85.62},
     79.65},
    {"intra",
     {77.39, 87.78, 76.16, 87.13, 85.24, 90.98, 77.83, 91.84, 64.84, 80.59, 73.01, 77.62, 67.06, 85.99},
     80.25},
    {"inter",
     {76.61, 86.17, 77.02, 89.00, 84.16, 90.22, 79.43, 81.15, 64.08, 81.23, 70.63, 78.53, 72.36, 86.40},
     80.32},
    {"gren",
     {77.57, 88.19, 79.01, 89.25, 85.11, 91.98, 79.50, 86.65, 66.04, 81.34, 72.07, 78.96, 67.47, 87.25},
     80.74},
};

constexpr PublishedNodes kNodes[]{{0.5, 4, .54}, {0.5, 16, .54}, {0.7, 2, .44}, {0.7, 16, .47}};

struct MethodFacts {
    const char *name, *label, *grade;
};

// In the order of the tables' rows. "CCG" is [34], "CEN" [35] in the paper.
constexpr MethodFacts kMethods[]{
    {"cam", "Wang et al. [30]", "A"},
    {"li", "Li et al. [16]", "B"},
    {"cia", "Liu et al. [18]", "C"},
    {"zhou", "Zhou et al. [37]", "C"},
    {"cen", "Zhao et al. [35]", "C"},
    {"ccg", "Zhao et al. [34]", "C"},
    {"ccg-code", "Zhao et al. [34], released code", "B"},
    {"baseline", "Baseline (B)", "A"},
    {"attention", "B + Attention", "C"},
    {"intra", "B + Intra", "A"},
    {"inter", "B + Inter", "A"},
    {"gren", "GREN", "A"},
    {"cosine", "B + Cosine", "A"},
    {"graph-rise", "Juan et al. [13]", "B"},
    {"pylon", "PYLON (came later)", "B"},
    {"pcan", "PCAN (came later)", "B"},
    {"const", "GREN, constant weights", "control"},
    {"batch-const", "GREN, each batch's mean weight", "control"},
    {"shuffle", "GREN, shuffled weights", "control"},
};

const MethodFacts* facts_of(std::string_view method) {
    const auto* found = std::ranges::find(kMethods, method, &MethodFacts::name);
    return found == std::end(kMethods) ? nullptr : found;
}

}  // namespace

std::span<const PublishedAccuracy> published_accuracies() {
    return kAccuracies;
}

std::span<const PublishedAuc> published_aucs() {
    return kAucs;
}

const std::vector<PublishedMeans>& published_means() {
    // Wang et al. [30], arXiv 1705.02315 v5: all 984 boxes are tested and none trains, as in Table II.
    static const std::vector<PublishedMeans> means{{"1.0_0.0",
                                                    "cam",
                                                    "its supplement",
                                                    {{"0.1", .568},
                                                     {"0.2", .373},
                                                     {"0.3", .221},
                                                     {"0.4", .116},
                                                     {"0.5", .062},
                                                     {"0.6", .028},
                                                     {"0.7", .010}},
                                                    {{"0.1", .681}, {"0.5", .408}}}};
    return means;
}

std::span<const PublishedNodes> published_nodes() {
    return kNodes;
}

std::string method_label(std::string_view method) {
    const auto* facts = facts_of(method);
    return facts ? facts->label : std::string(method);
}

std::string method_grade(std::string_view method) {
    const auto* facts = facts_of(method);
    return facts ? facts->grade : "";
}

int method_rank(std::string_view method) {
    const auto* facts = facts_of(method);
    return static_cast<int>((facts ? facts : std::end(kMethods)) - std::begin(kMethods));
}

}  // namespace gren::report
