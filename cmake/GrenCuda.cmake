# The GPU code of a build. What belongs to it is told by the end of a file's name, so that no file asks which build it is in:
#   x.cu, x_cuda.cpp    only with GREN_CUDA        x_no_cuda.cpp    only without: the same functions, each a line that refuses
#   x.cpp               always
option(GREN_CUDA "Build the GPU code; needs the CUDA 13 toolkit" OFF)

if(GREN_CUDA)
    find_program(GREN_NVCC nvcc HINTS ${CUDAToolkit_ROOT}/bin ENV CUDA_PATH ENV CUDA_HOME PATHS /usr/local/cuda/bin PATH_SUFFIXES bin)
    if(NOT GREN_NVCC)
        message(FATAL_ERROR "GREN_CUDA=ON: no nvcc on PATH or under /usr/local/cuda; install the CUDA 13.0 toolkit, "
            "name it by -DCUDAToolkit_ROOT=<folder>, or build without a GPU (--preset cpu-release)")
    endif()
    set(CMAKE_CUDA_COMPILER ${GREN_NVCC})
    set(CMAKE_CUDA_ARCHITECTURES 80-real 90)  # A100, H100; PTX of 90 for what comes after
    enable_language(CUDA)
    set(CMAKE_CUDA_RUNTIME_LIBRARY None)  # torch's own, below: one runtime in a process
    if(NOT DEFINED CMAKE_CUDA20_STANDARD_COMPILE_OPTION)  # CMake 3.25 does not know that nvcc has it
        set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
        set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
    endif()
    set(CMAKE_CUDA_STANDARD 20)
    set(CMAKE_CUDA_STANDARD_REQUIRED ON)
    if(NOT CMAKE_CUDA_COMPILER_VERSION MATCHES "^13\\.")
        message(FATAL_ERROR "GREN_CUDA=ON: ${GREN_NVCC} is CUDA ${CMAKE_CUDA_COMPILER_VERSION}, and torch 2.11 was built with 13.0; "
            "install that toolkit and name it by -DCUDAToolkit_ROOT=<folder>")
    endif()

    include(GrenWheelFirst)
    set(wheels ${GREN_TORCH_DIR}/../nvidia)
    gren_nccl_and_cuda_headers(cuda_headers ${wheels} ${CMAKE_CUDA_TOOLKIT_INCLUDE_DIRECTORIES})
    gren_first_with(cudart libcudart.so.13 ${wheels}/cu13/lib ${CMAKE_CUDA_IMPLICIT_LINK_DIRECTORIES})
    if(NOT cuda_headers OR NOT cudart)
        message(FATAL_ERROR "GREN_CUDA=ON: the folders of nccl.h and of CUDA's headers are '${cuda_headers}', that of libcudart.so.13 is "
            "'${cudart}'; expected both in ${wheels} (./launch/setup cuda), or in the toolkit")
    endif()
    foreach(name torch_cuda c10_cuda)
        add_library(gren::${name} SHARED IMPORTED)
        set_target_properties(gren::${name} PROPERTIES IMPORTED_LOCATION ${GREN_TORCH_DIR}/lib/lib${name}.so)
    endforeach()
    add_library(gren::cudart SHARED IMPORTED)
    set_target_properties(gren::cudart PROPERTIES IMPORTED_LOCATION ${cudart}/libcudart.so.13)
    target_include_directories(gren_torch SYSTEM INTERFACE ${cuda_headers})
    target_link_libraries(gren_torch INTERFACE gren::torch_cuda gren::c10_cuda gren::cudart)
endif()

# gren_sources(variable folder): the sources of this folder, without those of the folders in it, that belong to this build.
function(gren_sources variable folder)
    file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp ${folder}/*.cu)
    file(GLOB twins CONFIGURE_DEPENDS ${folder}/*_no_cuda.cpp)
    if(GREN_CUDA)
        list(REMOVE_ITEM sources "" ${twins})
    else()
        list(FILTER sources EXCLUDE REGEX "(\\.cu|_cuda\\.cpp)$")
        list(APPEND sources ${twins})
    endif()
    set(${variable} ${sources} PARENT_SCOPE)
endfunction()
