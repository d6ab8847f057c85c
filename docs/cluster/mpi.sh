#!/bin/bash
# One run over the cores of several nodes, one rank a core. Interrupted at its time limit, the job
# goes back into the queue and continues.
#SBATCH --job-name=kbragg
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=32
#SBATCH --cpus-per-task=1
#SBATCH --time=04:00:00
#SBATCH --signal=TERM@120
#SBATCH --requeue
#SBATCH --open-mode=append

run=ensemble.yaml
out=ensemble.h5

srun kbragg run "$run" -o "$out" --resume
code=$?
if ((code == 75)); then # resumable
  scontrol requeue "$SLURM_JOB_ID"
  exit
fi
((code == 0)) || exit "$code"
kbragg merge -o "$out" "${out%.h5}"-rank*.h5
