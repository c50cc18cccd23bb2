#include "src/tensorboard/event_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

#include "dataio/lock_holder.h"
#include "src/tensorboard/record.h"
#include "src/tensorboard/wire.h"

namespace gren::tensorboard {
namespace {

// Field numbers, by the names of the .proto files.
namespace event {
enum { wall_time = 1, step = 2, file_version = 3, summary = 5, session_log = 7 };
}
namespace session_log {
enum { status = 1, kStart = 1 };
}
namespace summary {
enum { value = 1 };
}
namespace value {
enum { tag = 1, simple_value = 2, image = 4, tensor = 8, metadata = 9 };
}
namespace image {
enum { height = 1, width = 2, colorspace = 3, encoded_image_string = 4, kRgb = 3 };
}
namespace metadata {
enum { plugin_data = 1, data_class = 4, kTensor = 2 };
}
namespace tensor {
enum { dtype = 1, shape = 2, string_val = 8, kString = 7 };
}

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::filesystem::path named(const std::filesystem::path& folder) {
    std::error_code ignored;  // whoever opens the file will meet it
    std::filesystem::create_directories(folder, ignored);
    return folder /
           fmt::format("events.out.tfevents.{:.0f}.{}.{}", seconds_now(), this_process().host, getpid());
}

}  // namespace

EventFile::EventFile(const std::filesystem::path& folder, std::int64_t first_step) : file_(named(folder)) {
    write(Message().bytes(event::file_version, "brain.Event:2"), 0);
    write(Message().message(event::session_log, Message().integer(session_log::status, session_log::kStart)),
          first_step);
}

void EventFile::scalars(std::int64_t step, const std::vector<std::pair<std::string, double>>& values) {
    Message all;
    for (const auto& [tag, number] : values)
        all.message(
            summary::value,
            Message().bytes(value::tag, tag).small_real(value::simple_value, static_cast<float>(number)));
    write_summary(step, all);
}

void EventFile::text(std::int64_t step, const std::string& tag, std::string_view markdown) {
    const auto plugin = Message().bytes(1, "text");
    const auto one_row = Message().message(2, Message().integer(1, 1));
    write_summary(step,
                  Message().message(
                      summary::value,
                      Message()
                          .bytes(value::tag, tag)
                          .message(value::tensor, Message()
                                                      .integer(tensor::dtype, tensor::kString)
                                                      .message(tensor::shape, one_row)
                                                      .bytes(tensor::string_val, markdown))
                          .message(value::metadata, Message()
                                                        .message(metadata::plugin_data, plugin)
                                                        .integer(metadata::data_class, metadata::kTensor))));
}

void EventFile::image(std::int64_t step, const std::string& tag, int width, int height,
                      std::string_view png) {
    write_summary(
        step, Message().message(summary::value,
                                Message()
                                    .bytes(value::tag, tag)
                                    .message(value::image, Message()
                                                               .integer(image::height, height)
                                                               .integer(image::width, width)
                                                               .integer(image::colorspace, image::kRgb)
                                                               .bytes(image::encoded_image_string, png))));
}

void EventFile::write_summary(std::int64_t step, const Message& summary) {
    write(Message().message(event::summary, summary), step);
}

void EventFile::write(Message event, std::int64_t step) {
    event.real(event::wall_time, seconds_now()).integer(event::step, step);
    file_.write(framed(event.encoded()));
}

}  // namespace gren::tensorboard
