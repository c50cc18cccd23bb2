// How many operators a step gives to its device, counted where torch dispatches them: on a GPU each is a
// launch or more.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace gren {

// Operators by name that `work` calls on any thread, without those that launch nothing on a device (views,
// memory) and those that another operator calls.
std::map<std::string, std::int64_t> operators_of(const std::function<void()>& work);

}  // namespace gren
