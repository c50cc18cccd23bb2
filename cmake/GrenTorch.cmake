# gren::torch: the CPU half of libtorch, found without a CUDA toolkit (find_package(Torch) of a CUDA wheel wants nvcc).
set(GREN_TORCH_DIR "" CACHE PATH "Folder of the torch package (…/site-packages/torch), version 2.11")
if(NOT EXISTS ${GREN_TORCH_DIR}/lib/libtorch_cpu.so)
    message(FATAL_ERROR "GREN_TORCH_DIR='${GREN_TORCH_DIR}' holds no lib/libtorch_cpu.so; "
        "run ./launch/build, or pass -DGREN_TORCH_DIR=<folder of the torch 2.11 package>")
endif()

foreach(name c10 torch_cpu)
    add_library(gren::${name} SHARED IMPORTED)
    set_target_properties(gren::${name} PROPERTIES IMPORTED_LOCATION ${GREN_TORCH_DIR}/lib/lib${name}.so)
endforeach()

add_library(gren_torch INTERFACE)
target_include_directories(gren_torch SYSTEM INTERFACE
    ${GREN_TORCH_DIR}/include ${GREN_TORCH_DIR}/include/torch/csrc/api/include)
target_compile_definitions(gren_torch INTERFACE USE_DISTRIBUTED)
# torch_cpu loads its small CUDA helpers by its own run path; the linker must not ask for them again.
target_link_options(gren_torch INTERFACE -Wl,--allow-shlib-undefined -Wl,--no-as-needed)
target_link_libraries(gren_torch INTERFACE gren::torch_cpu gren::c10)
add_library(gren::torch ALIAS gren_torch)

# Torch's headers shadow those of the distribution's fmt (namespace v12 before v9), so what includes torch needs its library.
add_library(gren_torch_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/torch_fmt.cpp)
target_include_directories(gren_torch_fmt SYSTEM PRIVATE ${GREN_TORCH_DIR}/include)
target_link_libraries(gren_torch INTERFACE gren_torch_fmt)

# One precompiled header for all of our targets: the tensor, and no more, since whatever a header's inline functions use of
# templates is instantiated again in each file, precompiled or not (1.2 s for torch/types.h, 3 s with torch/nn/module.h).
add_library(gren_torch_pch STATIC ${CMAKE_CURRENT_LIST_DIR}/torch_pch.cpp)
target_link_libraries(gren_torch_pch PUBLIC gren::torch gren_warnings)
target_precompile_headers(gren_torch_pch PRIVATE <torch/types.h>)

# gren_torch_library(target sources...): a static library whose sources see the precompiled torch.
function(gren_torch_library target)
    add_library(${target} STATIC ${ARGN})
    target_link_libraries(${target} PUBLIC gren::torch gren_warnings)
    target_precompile_headers(${target} REUSE_FROM gren_torch_pch)
endfunction()
