# gren_warnings: the flags every target of ours is compiled with.
set(GREN_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them: address,undefined or thread")

add_library(gren_warnings INTERFACE)
target_compile_options(gren_warnings INTERFACE
    $<$<NOT:$<COMPILE_LANGUAGE:CUDA>>:-Wall -Wextra -Wconversion -Wshadow>
    $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Wall,-Wextra>)
if(CMAKE_UNITY_BUILD)  # a source is then included, and its anonymous types look to the compiler like a header's
    target_compile_options(gren_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endif()
target_include_directories(gren_warnings INTERFACE ${CMAKE_SOURCE_DIR})
if(GREN_SANITIZE)
    target_compile_options(gren_warnings INTERFACE -fsanitize=${GREN_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(gren_warnings INTERFACE -fsanitize=${GREN_SANITIZE})
endif()
