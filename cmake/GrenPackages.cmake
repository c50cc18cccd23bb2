# The named packages of the distribution, each as one target.
find_package(MPI REQUIRED COMPONENTS C)
add_library(gren_openmpi INTERFACE)
target_link_libraries(gren_openmpi INTERFACE MPI::MPI_C)
target_compile_definitions(gren_openmpi INTERFACE OMPI_SKIP_MPICXX)

find_package(HDF5 REQUIRED COMPONENTS C)
find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs img_hash)
add_library(gren_opencv INTERFACE)
target_include_directories(gren_opencv SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(gren_opencv INTERFACE opencv_core opencv_imgproc opencv_imgcodecs opencv_img_hash)

find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(Threads REQUIRED)
