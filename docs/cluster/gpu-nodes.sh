#!/bin/bash
# One run over nodes with four GPUs, one rank a GPU.
#SBATCH --job-name=kbragg
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=4
#SBATCH --gpus-per-node=4
#SBATCH --cpus-per-task=8
#SBATCH --time=04:00:00
#SBATCH --signal=TERM@120
#SBATCH --requeue
#SBATCH --open-mode=append

run=ensemble.yaml
out=ensemble.h5

# All GPUs of a node are visible to each of its ranks; kbragg takes the one of its place there.
srun --cpus-per-task="$SLURM_CPUS_PER_TASK" --gpu-bind=none \
  kbragg run "$run" -o "$out" --backend cuda --resume
code=$?
if ((code == 75)); then # resumable
  scontrol requeue "$SLURM_JOB_ID"
  exit
fi
((code == 0)) || exit "$code"
kbragg merge -o "$out" "${out%.h5}"-rank*.h5
