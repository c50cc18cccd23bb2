// An event file for TensorBoard: event.proto, summary.proto and tensor.proto of TensorFlow.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dataio/appended_file.h"

namespace gren::tensorboard {

class Message;

class EventFile {
  public:
    // Creates FOLDER/events.out.tfevents.<time>.<host>.<process>, which TensorBoard takes for the part of the
    // run from `first_step` on: what earlier files of the folder say of that step and later ones no longer
    // counts. Throws DataError.
    EventFile(const std::filesystem::path& folder, std::int64_t first_step);

    // Each call is a record that is handed to the system whole: what a kill leaves can be read. Throws
    // DataError: disk full.
    void scalars(std::int64_t step, const std::vector<std::pair<std::string, double>>& values);
    void text(std::int64_t step, const std::string& tag, std::string_view markdown);
    void image(std::int64_t step, const std::string& tag, int width, int height, std::string_view png);

  private:
    void write(Message event, std::int64_t step);
    void write_summary(std::int64_t step, const Message& summary);

    AppendedFile file_;
};

}  // namespace gren::tensorboard
