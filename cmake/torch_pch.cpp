// Carries the precompiled header that all targets reuse; see GrenTorch.cmake.
