/* Preloaded into ranks by tests/system/mpi_errors.sh: the COUNT-th call of CALL on RANK does nothing and returns an error.
   GREN_MPI_ERROR=CALL:COUNT:RANK, for example MPI_Iallreduce:7:1. With GREN_MPI_CALLS=FILE each rank writes to FILE.RANK, at its
   end, how often it called what. Only calls of the program itself are seen, not those that MPI makes of its own. */
#include <mpi.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALLS 24
static struct {
    const char* name;
    atomic_int count;
} seen[CALLS];

static const char* own_rank(void) {
    const char* rank = getenv("OMPI_COMM_WORLD_RANK");
    return rank ? rank : "0";
}

static int fails(const char* call, int number) {
    seen[number].name = call;
    const int count = atomic_fetch_add(&seen[number].count, 1) + 1;
    char chosen[32] = "", rank[8] = "";
    int at = 0;
    const char* error = getenv("GREN_MPI_ERROR");
    return error && sscanf(error, "%31[^:]:%d:%7s", chosen, &at, rank) == 3 && !strcmp(chosen, call) && at == count &&
           !strcmp(rank, own_rank());
}

__attribute__((destructor)) static void write_counts(void) {
    const char* name = getenv("GREN_MPI_CALLS");
    if (!name) return;
    char file[512];
    snprintf(file, sizeof file, "%s.%s", name, own_rank());
    FILE* out = fopen(file, "w");
    if (!out) abort();
    for (int i = 0; i < CALLS; ++i)
        if (seen[i].name) fprintf(out, "%s %d\n", seen[i].name, seen[i].count);
    fclose(out);
}

#define FAILING(number, name, parameters, arguments) \
    int MPI_##name parameters { return fails("MPI_" #name, number) ? MPI_ERR_OTHER : PMPI_##name arguments; }

FAILING(0, Init_thread, (int* argc, char*** argv, int wanted, int* had), (argc, argv, wanted, had))
FAILING(1, Comm_set_errhandler, (MPI_Comm comm, MPI_Errhandler handler), (comm, handler))
FAILING(2, Comm_rank, (MPI_Comm comm, int* rank), (comm, rank))
FAILING(3, Comm_size, (MPI_Comm comm, int* size), (comm, size))
FAILING(4, Comm_split_type, (MPI_Comm comm, int type, int key, MPI_Info info, MPI_Comm* made), (comm, type, key, info, made))
FAILING(5, Comm_dup, (MPI_Comm comm, MPI_Comm* made), (comm, made))
FAILING(6, Op_create, (MPI_User_function * function, int commutes, MPI_Op* op), (function, commutes, op))
FAILING(7, Send, (const void* data, int n, MPI_Datatype type, int to, int tag, MPI_Comm comm), (data, n, type, to, tag, comm))
FAILING(8, Recv, (void* data, int n, MPI_Datatype type, int from, int tag, MPI_Comm comm, MPI_Status* status),
        (data, n, type, from, tag, comm, status))
FAILING(9, Isend, (const void* data, int n, MPI_Datatype type, int to, int tag, MPI_Comm comm, MPI_Request* request),
        (data, n, type, to, tag, comm, request))
FAILING(10, Irecv, (void* data, int n, MPI_Datatype type, int from, int tag, MPI_Comm comm, MPI_Request* request),
        (data, n, type, from, tag, comm, request))
FAILING(11, Probe, (int from, int tag, MPI_Comm comm, MPI_Status* status), (from, tag, comm, status))
FAILING(12, Iprobe, (int from, int tag, MPI_Comm comm, int* there, MPI_Status* status), (from, tag, comm, there, status))
FAILING(13, Get_count, (const MPI_Status* status, MPI_Datatype type, int* n), (status, type, n))
FAILING(14, Test, (MPI_Request * request, int* done, MPI_Status* status), (request, done, status))
FAILING(15, Bcast, (void* data, int n, MPI_Datatype type, int root, MPI_Comm comm), (data, n, type, root, comm))
FAILING(16, Ibcast, (void* data, int n, MPI_Datatype type, int root, MPI_Comm comm, MPI_Request* request),
        (data, n, type, root, comm, request))
FAILING(17, Ibarrier, (MPI_Comm comm, MPI_Request* request), (comm, request))
FAILING(18, Iallreduce, (const void* from, void* to, int n, MPI_Datatype type, MPI_Op op, MPI_Comm comm, MPI_Request* request),
        (from, to, n, type, op, comm, request))
FAILING(19, Iallgatherv,
        (const void* from, int n, MPI_Datatype type, void* to, const int* counts, const int* at, MPI_Datatype to_type, MPI_Comm comm,
         MPI_Request* request),
        (from, n, type, to, counts, at, to_type, comm, request))
FAILING(20, Ireduce_scatter,
        (const void* from, void* to, const int* counts, MPI_Datatype type, MPI_Op op, MPI_Comm comm, MPI_Request* request),
        (from, to, counts, type, op, comm, request))
FAILING(21, Ialltoallv,
        (const void* from, const int* counts, const int* at, MPI_Datatype type, void* to, const int* to_counts, const int* to_at,
         MPI_Datatype to_type, MPI_Comm comm, MPI_Request* request),
        (from, counts, at, type, to, to_counts, to_at, to_type, comm, request))
FAILING(22, Comm_free, (MPI_Comm * comm), (comm))
FAILING(23, Barrier, (MPI_Comm comm), (comm))
