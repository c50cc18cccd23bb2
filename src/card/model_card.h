// A run as a model card (Mitchell et al. 2019, Model Cards for Model Reporting) in Markdown, headed by the
// metadata that the Hugging Face Hub reads. What the run knows is filled in; what it cannot know comes from
// people, and reads "not stated" where they say nothing.
#pragma once

#include <string>

#include "src/card/run_facts.h"

namespace gren::card {

struct Statements {  // by people; empty: not stated
    std::string name = "";
    std::string data = "", data_license = "";  // what the films are, and on which terms they are given
    std::string license = "";                  // of the weights
    std::string contact = "";
};

// Throws nlohmann::json::exception: `facts.evaluation` lacks a figure.
std::string model_card(const RunFacts& facts, const Statements& statements);

}  // namespace gren::card
