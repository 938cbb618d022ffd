#!/usr/bin/env bash
# Builds and pushes one peer from a Dockerfile, from a cold package cache, with the Docker Engine.
# usage: bench/peers.sh prepare | build pip|uv REGISTRY
set -euo pipefail
bench=$(cd "$(dirname "$0")" && pwd)
context=${TMPDIR:-/tmp}/repo2oci-bench-context

# The base is Debian trixie from the mirror that the machine's apt uses; certificates are the machine's.
prepare() {
  mkdir -p "$context"
  cp "$bench"/Dockerfile.* "$bench/peer-requirements.txt" "$context/"
  rm -rf "$context/work" && cp -r "$bench/work" "$context/work"
  local bundle=/etc/ssl/certs/ca-certificates.crt
  printf '[global]\ncert = %s\n' "$bundle" > "$context/pip.conf"
  python3 -m pip config list | sed -n "s/^global\.index-url='\(.*\)'$/index-url = \1/p" >> "$context/pip.conf"
  : > "$context/uv.toml"
  rm -rf "$context/uvw" && python3 -m pip install -q --target "$context/uvw" uv
  cp "$context/uvw/bin/uv" "$context/uv"
  if ! docker image inspect repo2oci-bench-base > /dev/null 2>&1; then
    local mirror
    # One of the two may be missing.
    mirror=$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources 2> /dev/null || true; } |
      sed -n 's/^URIs: *//p;s/^deb *\(\[[^]]*\] *\)\?\(http[^ ]*\).*/\2/p' | sed /security/d | sed -n 1p)
    mmdebstrap --variant=minbase --mode=root \
      --include=git,curl,less,nano,openssh-client,unzip,procps,ca-certificates,locales,python3,python3-venv,python3-pip \
      trixie - "$mirror" > "$context/base.tar"
    cp "$bundle" "$context/ca-certificates.crt"
    printf '%s\n' 'FROM scratch' 'ADD base.tar /' 'COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt' \
      'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' > "$context/Dockerfile.base"
    docker build -q -f "$context/Dockerfile.base" -t repo2oci-bench-base "$context"
    rm "$context/base.tar"
  fi
}

build() {
  docker build -q --no-cache --network host -f "$context/Dockerfile.$1" -t "$2/bench/$1:latest" "$context"
  docker push -q "$2/bench/$1:latest"
}

case ${1-} in
  prepare) prepare ;;
  build) build "$2" "$3" ;;
  *) echo "usage: $0 prepare | build pip|uv REGISTRY" >&2; exit 2 ;;
esac
