# Debian's /etc/profile sets PATH anew, so a login shell would lose the environment.
# The folders are put back in their order, each once; what the user has on PATH stays.
repo2oci_path=
for repo2oci_folder in "$HOME/.local/bin" "${REPO_DIR:-$HOME}/.local/bin" \
    "${NB_PYTHON_PREFIX:-/srv/conda/envs/notebook}/bin" "${CONDA_DIR:-/srv/conda}/bin"; do
  case ":$repo2oci_path:$PATH:" in
    *":$repo2oci_folder:"*) ;;
    *) repo2oci_path="${repo2oci_path:+$repo2oci_path:}$repo2oci_folder" ;;
  esac
done
PATH="${repo2oci_path:+$repo2oci_path:}$PATH"
export PATH
unset repo2oci_path repo2oci_folder

# Scripts of conda packages, where nothing has run them yet.
if [ -n "${CONDA_PREFIX:-}" ] && [ -z "${CONDA_SHLVL:-}" ]; then
  export CONDA_SHLVL=1
  for repo2oci_script in "$CONDA_PREFIX"/etc/conda/activate.d/*.sh; do
    [ ! -r "$repo2oci_script" ] || . "$repo2oci_script"
  done
  unset repo2oci_script
fi
