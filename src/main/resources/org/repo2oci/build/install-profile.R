# Read by R before an install.R is run in a build, in place of the site's own profile.
local({
  site <- file.path(R.home("etc"), "Rprofile.site")
  if (file.exists(site)) sys.source(site, envir = globalenv())
  # A warning is seen where it arises, so that what failed can be told.
  options(warn = 1, menu.graphics = FALSE)

  locked <- tryCatch(
    strsplit(readLines("/@LOCKED@"), " ", fixed = TRUE),
    error = function(e) list()
  )
  versions <- vapply(locked, `[`, "", 2L)
  names(versions) <- vapply(locked, `[`, "", 1L)
  if (length(versions) == 0L) return(invisible())

  # What the lock has put into the library is not downloaded once more.
  setHook(packageEvent("utils", "attach"), function(...) {
    original <- utils::install.packages
    wrapper <- function(pkgs, lib, repos = getOption("repos"), ...) {
      plain <- missing(lib) && !is.null(repos) && !missing(pkgs) && is.character(pkgs)
      if (!plain || "type" %in% ...names()) {
        return(if (missing(lib)) original(pkgs, repos = repos, ...) else original(pkgs, lib, repos = repos, ...))
      }
      there <- vapply(pkgs, function(name) {
        name %in% names(versions) &&
          identical(tryCatch(as.character(utils::packageDescription(name, fields = "Version")),
                             error = function(e) "", warning = function(w) ""), versions[[name]])
      }, NA)
      if (any(there)) {
        message("Already there as locked: ", paste(pkgs[there], versions[pkgs[there]], collapse = ", "))
      }
      if (all(there)) return(invisible(NULL))
      original(pkgs[!there], repos = repos, ...)
    }
    for (place in list(asNamespace("utils"), as.environment("package:utils"))) {
      unlockBinding("install.packages", place)
      assign("install.packages", wrapper, envir = place)
      lockBinding("install.packages", place)
    }
  })
})
