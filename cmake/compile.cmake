# How every target is compiled: the language level, the warnings, the sanitizers. Linked as shingled::compile.
option(SHINGLED_WERROR "Treat warnings as errors (CI; not for users' builds)" OFF)
option(SHINGLED_COVERAGE "Instrument for gcov" OFF)
option(SHINGLED_FUZZ "Build the libFuzzer targets (needs clang)" OFF)
set(SHINGLED_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")

# Tests and fuzz targets state their laws with assert(): only Release may leave it out.
string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_RELWITHDEBINFO "${CMAKE_C_FLAGS_RELWITHDEBINFO}")

add_library(shingled_compile INTERFACE)
add_library(shingled::compile ALIAS shingled_compile)
target_compile_features(shingled_compile INTERFACE c_std_17)
target_include_directories(shingled_compile INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
target_compile_definitions(shingled_compile INTERFACE _GNU_SOURCE)
target_compile_options(shingled_compile INTERFACE -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wcast-qual
  -Wswitch-enum -Wvla -Wstrict-prototypes -Wmissing-prototypes -fno-strict-overflow
  $<$<BOOL:${SHINGLED_WERROR}>:-Werror>)
if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  if(NOT SHINGLED_SANITIZE)
    target_compile_options(shingled_compile INTERFACE -fstack-protector-strong
      $<$<NOT:$<BOOL:${SHINGLED_FUZZ}>>:-D_FORTIFY_SOURCE=2>)
    target_link_options(shingled_compile INTERFACE -Wl,-z,relro,-z,now)
  endif()
endif()
if(SHINGLED_SANITIZE)
  target_compile_options(shingled_compile INTERFACE -fsanitize=${SHINGLED_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(shingled_compile INTERFACE -fsanitize=${SHINGLED_SANITIZE})
endif()
if(SHINGLED_FUZZ) # every floor tells the fuzzer which branches were taken
  target_compile_options(shingled_compile INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(shingled_compile INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(SHINGLED_COVERAGE)
  target_compile_options(shingled_compile INTERFACE --coverage)
  target_link_options(shingled_compile INTERFACE --coverage)
endif()
