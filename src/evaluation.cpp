#include "src/evaluation.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "distributed/collectives.h"
#include "src/auc.h"
#include "src/batch.h"

namespace gren {
namespace {

using Json = nlohmann::json;

std::map<std::int32_t, std::vector<Box>> boxes_by_class(const SampleInfo& info) {
    std::map<std::int32_t, std::vector<Box>> boxes;
    for (const auto& box : info.boxes) boxes[box.cls].push_back(box);
    return boxes;
}

void measure(const Inference& inference, const std::vector<std::int64_t>& samples, const Dataset& dataset,
             const EvaluationOptions& options, Evaluation& out) {
    const int size = dataset.traits().image_size;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const auto score = inference.score[row].contiguous();
        out.images.push_back(
            {samples[i], {score.data_ptr<float>(), score.data_ptr<float>() + score.numel()}});
        for (const auto& [cls, boxes] : boxes_by_class(dataset.info(samples[i])))
            out.boxes.push_back(
                {.sample = samples[i],
                 .cls = cls,
                 .iou = region_iou(inference.regions[row][cls], boxes, size),
                 .ceiling = ceiling_iou(boxes.front(), size, static_cast<int>(options.eval_grid))});
    }
}

// Doubles survive JSON unchanged: it prints the shortest text that reads back the same.
std::string to_text(const Evaluation& part) {
    Json json{{"boxes", Json::array()}, {"images", Json::array()}};
    for (const auto& box : part.boxes) json["boxes"].push_back({box.sample, box.cls, box.iou, box.ceiling});
    for (const auto& image : part.images) json["images"].push_back({image.sample, image.score});
    return json.dump();
}

void append(Evaluation& whole, const std::string& text) {
    const auto json = Json::parse(text);
    for (const auto& box : json["boxes"]) whole.boxes.push_back({box[0], box[1], box[2], box[3]});
    for (const auto& image : json["images"]) whole.images.push_back({image[0], image[1]});
}

std::vector<ClassAccuracy> ceilings(std::vector<BoxResult> boxes, std::size_t classes) {
    for (auto& box : boxes) box.iou = box.ceiling;
    return accuracy_by_class(boxes, classes);
}

std::optional<double> auc_of_class(const Evaluation& evaluation, const Dataset& dataset, std::size_t cls) {
    std::vector<float> score;
    std::vector<std::uint8_t> present;
    for (const auto& image : evaluation.images) {
        const auto label = dataset.info(image.sample).label[cls];
        if (label == kLabelUnknown) continue;
        score.push_back(image.score[cls]);
        present.push_back(label);
    }
    return area_under_roc(score, present);
}

Evaluation gathered(World& world, const Evaluation& own) {
    Evaluation whole;
    for (const auto& text : gather_text(world, to_text(own))) append(whole, text);
    const auto by_sample = [](const auto& a, const auto& b) { return a.sample < b.sample; };
    std::stable_sort(whole.boxes.begin(), whole.boxes.end(), by_sample);
    std::stable_sort(whole.images.begin(), whole.images.end(), by_sample);
    return whole;
}

}  // namespace

torch::Tensor images_of(const Dataset& dataset, const std::vector<std::int64_t>& samples,
                        torch::Device device) {
    const auto size = std::int64_t{dataset.traits().image_size};
    const auto pixels = static_cast<std::size_t>(size * size);
    auto grey = torch::empty({static_cast<std::int64_t>(samples.size()), size, size}, torch::kUInt8);
    std::vector<std::uint8_t> lungs(pixels);
    for (std::size_t i = 0; i < samples.size(); ++i)
        dataset.read_pixels(samples[i], {grey.data_ptr<std::uint8_t>() + i * pixels, pixels}, lungs);
    return normalised_image(grey.to(device));
}

Inference infer(Localizer& model, const torch::Tensor& images, std::int64_t grid, std::int64_t eval_grid) {
    const torch::InferenceMode guard;
    const auto& method = model->method();
    const auto features = method.enhance(model->forward(images), Batch{});
    return {.regions = method.regions(method.head(features, eval_grid)).to(torch::kCPU, torch::kFloat32),
            .score = method.score(method.head(features, grid)).to(torch::kCPU, torch::kFloat32)};
}

Evaluation evaluate(World& world, Localizer& model, const LocalizerSpec& spec, const Dataset& dataset,
                    const std::vector<std::int64_t>& samples, const EvaluationOptions& options) {
    Evaluation own;
    std::vector<std::int64_t> part;
    for (std::size_t i = static_cast<std::size_t>(world.rank()); i < samples.size();
         i += static_cast<std::size_t>(world.size()))
        part.push_back(samples[i]);
    const auto at_once = static_cast<std::size_t>(options.images_at_once);
    for (std::size_t i = 0; i < part.size(); i += at_once) {
        const std::vector<std::int64_t> some(
            part.begin() + static_cast<std::ptrdiff_t>(i),
            part.begin() + static_cast<std::ptrdiff_t>(std::min(part.size(), i + at_once)));
        const auto inference =
            infer(model, images_of(dataset, some, world.device()), spec.grid, options.eval_grid);
        measure(inference, some, dataset, options, own);
    }
    auto whole = gathered(world, own);
    const auto classes = dataset.traits().classes.size();
    whole.accuracy = accuracy_by_class(whole.boxes, classes);
    whole.ceiling = ceilings(whole.boxes, classes);
    for (std::size_t k = 0; k < classes; ++k) whole.auc.push_back(auc_of_class(whole, dataset, k));
    return whole;
}

}  // namespace gren
