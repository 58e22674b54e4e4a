#include "shingle/match/pair_forest.h"

#include "shingle/match/pair_forest.inc"
