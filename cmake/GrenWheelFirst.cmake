# What torch's wheels bring is taken from there, before a toolkit's or a system's of another version. Runs without CUDA, too,
# so that a test can ask it.

# gren_first_with(variable file folders...): the first of the folders, in their order, that holds the file, else nothing. None of
# CMake's own places are looked into, and nothing is kept for the next configuration.
function(gren_first_with variable file)
    set(found "")
    foreach(folder IN LISTS ARGN)
        if(EXISTS ${folder}/${file})
            set(found ${folder})
            break()
        endif()
    endforeach()
    set(${variable} ${found} PARENT_SCOPE)
endfunction()

# gren_nccl_and_cuda_headers(variable wheels toolkit_folders...): the folders of headers in the order in which the compiler has to
# search them, since a toolkit may bring an nccl.h, too; nothing where there is no nccl.h.
function(gren_nccl_and_cuda_headers variable wheels)
    gren_first_with(nccl nccl.h ${wheels}/nccl/include ${ARGN} /usr/include)
    if(nccl)
        set(${variable} ${nccl} ${ARGN} PARENT_SCOPE)
    else()
        set(${variable} "" PARENT_SCOPE)
    endif()
endfunction()
