// gren phantom: synthetic radiographs in NIH's layout, and textures to train on before.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "dataio/phantom/phantom.h"
#include "dataio/phantom/textures.h"
#include "src/commands/commands.h"
#include "src/run/option_table.h"
#include "src/run/progress.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

std::vector<OptionRow> of_every_kind() {
    return {{"out", required_text("DIR"), "Folder that the archive is written to; it must be empty."},
            {"kind", text("chests"),
             "What is drawn. chests: radiographs in NIH's layout; textures: a manifest of ten kinds of "
             "pattern with labels alone, to train a network's first layers on.",
             one_of({"chests", "textures"})},
            {"images", small_integer(phantom::PhantomOptions{}.images), "Images to draw.", at_least(1)},
            {"size", small_integer(phantom::PhantomOptions{}.size), "Pixels by side of each image.",
             at_least(64, "pixels")},
            {"seed", count(phantom::PhantomOptions{}.seed),
             "Number that all images follow from. The same seed gives the same bytes."}};
}

std::vector<OptionRow> of_chests() {
    return {
        {"patients", optional_small_integer(),
         fmt::format(
             "Patients whom the radiographs belong to. Default: {}, or --images where those are fewer.",
             phantom::PhantomOptions{}.patients)},
        {"annotated", real(phantom::PhantomOptions{}.annotated_fraction),
         "Share of the diseased radiographs that have boxes.", share_of_one()},
        {"healthy", optional_real(),
         fmt::format("Share of the radiographs without a finding. Default: {}; with --prevalence nih {:.4f}.",
                     phantom::PhantomOptions{}.healthy_fraction, phantom::kNihHealthyFraction),
         share_of_one()},
        {"unilateral", real(0),
         "Share of the diseased radiographs with a single finding, so that one lung is clear.",
         share_of_one()},
        {"builds", small_integer(0),
         "Builds of body that patients share, so that some look alike. Default: 0, each patient has one of "
         "their own."}};
}

std::vector<OptionRow> switches() {
    return {
        {"prevalence", text("balanced"),
         "How frequent findings are. balanced: the eight boxed ones equally; nih: each as in ChestX-ray14.",
         one_of({"balanced", "nih"})},
        {"co-occurrence", real(0),
         "Strength, from 0 to 1, with which pairs (Atelectasis and Effusion, Mass and Nodule, ...) come "
         "together more often than by chance.",
         share_of_one()},
        {"shared-disease", real(0),
         "Share of the diseased radiographs that show the disease of their patient's build, so that those "
         "that look alike share one. It needs --builds, best 8.",
         share_of_one()},
        {"persistence", real(0),
         "Share of the follow-ups that show what the patient's radiograph before showed, in the same place.",
         share_of_one()},
        {"bilateral", real(0),
         "Share of the lesions that are the only one in the lungs and then lie in both.", share_of_one()},
        {"diffuse", real(0), "Share of the infiltrations that fill their lung and have no border.",
         share_of_one()},
        {"asymmetry", flag(),
         "Shows Mass, Pneumonia and Fibrosis only as a difference between the lungs: what one lung shows by "
         "itself, healthy patients have in both."},
        {"label-noise", real(0),
         "Share of each finding's labels that are missing; as many stand on images without it. Boxes are of "
         "right labels, and true_labels.csv holds the truth.",
         share_of_one()}};
}

OptionTable phantom_option_table() {
    return OptionTable({{"Options", of_every_kind()},
                        {"Chests", of_chests()},
                        {"What makes chests hard, or alike", switches()}});
}

// Textures have nothing that these options speak of.
void refuse_options_of_chests(const po::variables_map& values) {
    for (const auto& rows : {of_chests(), switches()})
        for (const OptionRow& row : rows) {
            const auto& value = values[row.name];
            const bool given = !value.empty() && !value.defaulted() &&
                               !(row.value.kind == OptionDefault::Kind::flag && !value.as<bool>());
            if (given)
                throw UsageError(fmt::format(
                    "gren phantom: --{} is of chests, and --kind is textures; leave one of them out",
                    row.name));
        }
}

int make_textures(const po::variables_map& values) {
    refuse_options_of_chests(values);
    const phantom::TextureOptions chosen{.images = values["images"].as<int>(),
                                         .size = values["size"].as<int>(),
                                         .seed = values["seed"].as<std::uint64_t>()};
    const auto out = values["out"].as<std::string>();
    say_begun(fmt::format("phantom: drawing {} textures into {}", chosen.images, out));
    phantom::write_texture_archive(out, chosen);
    std::cout << fmt::format("phantoms: {} textures of {}² pixels as a manifest in {}\n", chosen.images,
                             chosen.size, out);
    return 0;
}

phantom::PhantomOptions chosen_options(const po::variables_map& values) {
    const phantom::PhantomOptions defaults;
    const int images = values["images"].as<int>();
    const bool nih = values["prevalence"].as<std::string>() == "nih";
    const double healthy = nih ? phantom::kNihHealthyFraction : defaults.healthy_fraction;
    return {.images = images,
            .patients =
                values.count("patients") ? values["patients"].as<int>() : std::min(defaults.patients, images),
            .size = values["size"].as<int>(),
            .annotated_fraction = values["annotated"].as<double>(),
            .healthy_fraction = values.count("healthy") ? values["healthy"].as<double>() : healthy,
            .unilateral_fraction = values["unilateral"].as<double>(),
            .builds = values["builds"].as<int>(),
            .prevalence = nih ? phantom::Prevalence::nih : phantom::Prevalence::balanced,
            .co_occurrence = values["co-occurrence"].as<double>(),
            .shared_disease = values["shared-disease"].as<double>(),
            .persistence = values["persistence"].as<double>(),
            .bilateral = values["bilateral"].as<double>(),
            .diffuse = values["diffuse"].as<double>(),
            .asymmetry = values["asymmetry"].as<bool>(),
            .label_noise = values["label-noise"].as<double>(),
            .seed = values["seed"].as<std::uint64_t>()};
}

void refuse_what_cannot_be(const phantom::PhantomOptions& chosen) {
    const OptionCheck require{"gren phantom"};
    require(chosen.patients > 0 && chosen.patients <= chosen.images, "patients", chosen.patients,
            fmt::format("1 to the number of images, {}", chosen.images));
    require(chosen.builds >= 0 && chosen.builds <= chosen.patients, "builds", chosen.builds,
            "0 to the number of patients");
    require(chosen.shared_disease == 0 || chosen.builds > 0, "shared-disease", chosen.shared_disease,
            "--builds beside it, whose diseases they are");
    require(chosen.persistence == 0 || chosen.patients < chosen.images, "persistence", chosen.persistence,
            "fewer --patients than --images, so that there are follow-ups");
    require(chosen.co_occurrence == 0 || chosen.unilateral_fraction < 1, "co-occurrence",
            chosen.co_occurrence, "0 beside --unilateral 1, which leaves one finding to a film");
    require(chosen.unilateral_fraction == 0 || chosen.prevalence == phantom::Prevalence::balanced,
            "unilateral", chosen.unilateral_fraction,
            "0 beside --prevalence nih, which says how many findings a film has");
}

}  // namespace

int phantom_command(const Arguments& arguments) {
    po::variables_map values;
    const CommandHelp help{
        .usage = "gren phantom --out DIR [options]",
        .summary =
            "Makes synthetic chest radiographs: lungs, ribs, heart, eight boxed diseases, labels without "
            "boxes,\n"
            "masks of the lungs; in the layout of NIH ChestX-ray14. Nothing in them is clinical. What each\n"
            "switch does: dataio/PHANTOM.md.",
        .example = "gren phantom --out phantoms --images 600 --size 256"};
    if (!parse_table(arguments, help, phantom_option_table(), values)) return 0;
    if (values["kind"].as<std::string>() == "textures") return make_textures(values);
    const phantom::PhantomOptions chosen = chosen_options(values);
    refuse_what_cannot_be(chosen);
    const auto out = values["out"].as<std::string>();
    say_begun(fmt::format("phantom: drawing {} radiographs into {}", chosen.images, out));
    Progress progress("phantom", chosen.images);
    phantom::write_phantom_archive(out, chosen, [&](std::int64_t drawn) { progress.update(drawn); });
    progress.finish();
    std::cout << fmt::format("phantoms: {} radiographs of {}² pixels in {}\n", chosen.images, chosen.size,
                             out);
    return 0;
}

}  // namespace gren
