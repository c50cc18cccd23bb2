// What is printed arrives, or the program says that it did not.
#pragma once

namespace gren {

// First thing in main: where standard input, output or error is closed, no file that is opened later takes
// its place and what is printed.
void hold_standard_streams();

// Last thing in main. Throws std::runtime_error: something that was printed could not be written.
void require_output_written();

}  // namespace gren
