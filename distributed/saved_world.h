// A World as a recorded function keeps it for its backward pass.
#pragma once

#include <ATen/core/ivalue.h>

#include "distributed/world.h"

namespace gren {

struct SavedWorld : torch::CustomClassHolder {
    explicit SavedWorld(World* kept) : world(kept) {}
    World* world;
};

// `world` must outlive the backward pass; null stays null.
inline c10::IValue saved_world(World* world) {
    return c10::IValue::make_capsule(c10::make_intrusive<SavedWorld>(world));
}

inline World* world_of(const c10::IValue& saved) {
    return c10::static_intrusive_pointer_cast<SavedWorld>(saved.toCapsule())->world;
}

}  // namespace gren
