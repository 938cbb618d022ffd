# Runs once, when the image is built, and fails the build where it fails. `install.packages("zoo")`
# would take zoo from the repository that `--cran-mirror` or the machine's own R names; here
# apt.txt has it, so that the example needs none.
library(zoo)
stopifnot(rollmean(zoo(1:5), 3)[[2]] == 3)
