# Installs the build tree under a temporary prefix, then builds and runs the consumer against it.
file(REMOVE_RECURSE "${work}")
file(MAKE_DIRECTORY "${work}")

function(run_step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(NOT result EQUAL 0)
    message("${out}")
    message(FATAL_ERROR "${what} failed (${result}).")
  endif()
  set(step_output "${out}" PARENT_SCOPE)
endfunction()

if(sanitize)
  string(APPEND flags " -fsanitize=address,undefined")
endif()

run_step("installing" ${CMAKE_COMMAND} --install "${build}" --prefix "${work}/prefix")
run_step("configuring the consumer" ${CMAKE_COMMAND} -G "${generator}"
  -S "${consumer}" -B "${work}/build"
  "-DCMAKE_CXX_COMPILER=${compiler}" "-DCMAKE_BUILD_TYPE=${build_type}"
  "-DCMAKE_CXX_FLAGS=${flags}" "-DCMAKE_PREFIX_PATH=${work}/prefix"
  "-DKokkos_DIR=${kokkos}" "-DKokkosKernels_DIR=${kokkos_kernels}")
run_step("building the consumer" ${CMAKE_COMMAND} --build "${work}/build")
run_step("running the consumer" "${work}/build/consumer")
message(STATUS "${step_output}")
run_step("running the installed kbragg" "${work}/prefix/bin/kbragg" --version)
message(STATUS "${step_output}")

# A package must not know where it was built.
file(GLOB_RECURSE package_files "${work}/prefix/*.cmake")
foreach(file IN LISTS package_files)
  file(STRINGS "${file}" leaks REGEX "${build}[/\";]")
  if(leaks)
    message(FATAL_ERROR "${file} names the build folder: ${leaks}")
  endif()
endforeach()
file(REMOVE_RECURSE "${work}")
