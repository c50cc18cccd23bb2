# gren as an image, for a user of number 1000 (docs/containers.md):
#     docker build -t gren .
#     docker run --rm -v "$PWD:/data" gren train --data shards --run runs/gren
# Ranks of one host: docker run --entrypoint mpirun --shm-size=1g … gren -n 4 gren train …. Across hosts: Apptainer and Slurm.
ARG BASE=debian:12-slim
ARG BUILD_BASE=${BASE}
FROM ${BUILD_BASE} AS build
ARG PRESET=cpu-release
COPY . /src
RUN /src/launch/container/fill /opt/gren "$PRESET"

FROM ${BASE}
COPY --from=build /opt/gren /opt/gren
RUN ln -s /opt/gren/gren /opt/gren/mpirun /usr/local/bin/ && { getent passwd 1000 >/dev/null || useradd --uid 1000 --create-home gren; }
# Docker may forbid ranks to read each other's memory (open-mpi/ompi#4948). Both as in launch/container/gren.def.
ENV OMPI_MCA_btl_vader_single_copy_mechanism=none PMIX_MCA_gds=hash
USER 1000
WORKDIR /data
ENTRYPOINT ["gren"]
