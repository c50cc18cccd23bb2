-- gren as a module of Lmod, wherever the tree that it was installed into lies: module use PREFIX/share/gren/modulefiles
local root = myFileName():match("^(.*)/share/gren/modulefiles/gren/[^/]*$")
help("gren localizes diseases in chest X-rays from image labels and few boxes. Start: gren --help, man gren; batch scripts: sbatch $GREN_SOURCE/slurm/train.sbatch")
whatis("Name: gren")
whatis("Version: " .. myModuleVersion())
whatis("Description: localizes diseases in chest X-rays from image labels and few boxes")
conflict("gren")

-- In a bundle the programs on top, which find its libraries.
prepend_path("PATH", isFile(pathJoin(root, "built_with")) and root or pathJoin(root, "bin"))
prepend_path("MANPATH", pathJoin(root, "share/man"))
append_path("MANPATH", "") -- an empty part is where man looks by itself
setenv("GREN_SOURCE", pathJoin(root, "share/gren"))
