# The named packages of the distribution, each as one target.
find_package(MPI REQUIRED COMPONENTS C)
add_library(gren_mpi INTERFACE)
target_link_libraries(gren_mpi INTERFACE MPI::MPI_C)
target_compile_definitions(gren_mpi INTERFACE OMPI_SKIP_MPICXX)
add_library(gren::mpi ALIAS gren_mpi)

find_package(HDF5 REQUIRED COMPONENTS C)
find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs img_hash)
add_library(gren_opencv INTERFACE)
target_include_directories(gren_opencv SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(gren_opencv INTERFACE opencv_core opencv_imgproc opencv_imgcodecs opencv_img_hash)
add_library(gren::opencv ALIAS gren_opencv)

find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(Threads REQUIRED)
