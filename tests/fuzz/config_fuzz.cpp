// --config files: any text is options of the types they were declared with, or a refusal.
#include "src/run/config_file.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    namespace po = boost::program_options;
    static const auto options = [] {
        po::options_description described;
        described.add_options()("lr", po::value<double>(), "")("seed", po::value<std::uint64_t>(), "")(
            "fold", po::value<int>(), "")("crop", po::value<bool>(), "")("stir", po::bool_switch(), "")(
            "data", po::value<std::vector<std::string>>()->composing(), "")("init,i",
                                                                            po::value<std::string>(), "");
        return described;
    }();
    const gren::FuzzFile file(bytes, count);
    gren::accepted_or_refused([&] {
        po::variables_map values;
        gren::store_config_file(file.path(), options, values);
        if (values.count("lr")) values["lr"].as<double>();
        if (values.count("data") && values["data"].as<std::vector<std::string>>().empty()) std::abort();
    });
    return 0;
}
