#!/bin/bash
# One run as an array of independent jobs without MPI: each computes 1000 of its images on the cores
# of one node. Afterwards: kbragg merge -o ensemble.h5 part-*.h5
#SBATCH --job-name=kbragg
#SBATCH --array=0-99
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=32
#SBATCH --time=01:00:00
#SBATCH --signal=TERM@120
#SBATCH --requeue
#SBATCH --open-mode=append

run=ensemble.yaml # of this many images
total=100000
images=1000

part=$(printf 'part-%04d.h5' "$SLURM_ARRAY_TASK_ID")
[[ -e $part ]] && exit 0
first=$((SLURM_ARRAY_TASK_ID * images))
last=$((first + images < total ? first + images - 1 : total - 1))
srun --cpus-per-task="$SLURM_CPUS_PER_TASK" \
  kbragg run "$run" --images "$first-$last" -o "$part" --resume \
  --threads "$SLURM_CPUS_PER_TASK"
code=$?
if ((code == 75)); then # resumable
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
  exit
fi
exit "$code"
