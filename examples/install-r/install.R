# Runs once, when the image is built. R and its recommended packages are there; apt.txt adds Debian's.
stopifnot(requireNamespace("MASS"), requireNamespace("jsonlite"))
if (!requireNamespace("zoo", quietly = TRUE)) install.packages("zoo")
