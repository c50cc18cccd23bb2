// What the paper prints (section IV), and papers that it compares with, to stand beside a report's own
// figures. Transcribed, never computed.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gren::report {

// The columns of Tables I-IV and of Table V, named as in NIH ChestX-ray14.
inline constexpr std::array<const char*, 8> kPublishedBoxedClasses{
    "Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule", "Pneumonia", "Pneumothorax"};
inline constexpr std::array<const char*, 14> kPublishedClasses{
    "Atelectasis", "Cardiomegaly",       "Consolidation", "Edema",        "Effusion",
    "Emphysema",   "Fibrosis",           "Hernia",        "Infiltration", "Mass",
    "Nodule",      "Pleural_Thickening", "Pneumonia",     "Pneumothorax"};

struct PublishedAccuracy {  // a row of Tables I-IV
    const char* table;      // "I"
    const char* participation;
    double threshold;    // T(IoU)
    const char* method;  // as in method_label()
    bool reproduced;     // by the paper's authors, who mark it with *
    std::array<double, kPublishedBoxedClasses.size()> accuracy;
    double mean;  // as printed, which is not always the mean of the row
};
std::span<const PublishedAccuracy> published_accuracies();

struct PublishedAuc {  // a row of Table V, per cent
    const char* method;
    std::array<double, kPublishedClasses.size()> auc;
    double mean;
};
std::span<const PublishedAuc> published_aucs();

// What a system's own paper prints of the same boxes, where the list is that of a participation here.
struct PublishedMeans {
    const char *participation, *method, *source;
    std::map<std::string, double> accuracy, iobb_accuracy;  // mean over the eight classes, by threshold
};
const std::vector<PublishedMeans>& published_means();

// Points of Fig. 4b that the text gives (IV.D.3; participation 1.0_0.4): GREN's mean accuracy.
struct PublishedNodes {
    double threshold;
    int nodes;
    double mean;
};
std::span<const PublishedNodes> published_nodes();

// "B + Intra" for "intra"; the name itself of a method that is not known here.
std::string method_label(std::string_view method);
// How surely the system can be built from what is published: "A" exact, "B" its core, "C" from abstracts;
// "control" of controls; empty when not known here.
std::string method_grade(std::string_view method);
// Position among the paper's rows, then what has no published row, then the controls; others come last.
int method_rank(std::string_view method);

}  // namespace gren::report
