#!/bin/sh
# Configures packages that were unpacked over a system: run once, as root, in the image's own root
# filesystem, with no network. Whatever it leaves must be the same on every machine and day.
#
# Beside this script lies what dpkg would have written of the new packages: their names in
# `packages`, and under `var/lib` the lines that its own files lack.
set -eu
umask 022
dpkg=/var/lib/dpkg
new=/var/lib/repo2oci

append() { # file below /
  [ ! -f "$new/$1" ] || cat "$new/$1" >>"/$1"
}
append var/lib/dpkg/status
append var/lib/apt/extended_states
for file in "$new"/var/lib/dpkg/triggers/*; do
  [ "${file##*/}" = Unincorp ] || append "${file#"$new"/}"
done

# dpkg would have told these packages of each file under their folders.
while read -r folder _; do
  while read -r package; do
    if grep -q "^$folder\(/\|\$\)" "$dpkg/info/$package.list"; then
      dpkg-trigger --no-await --by-package=dpkg "$folder" || true
      break
    fi
  done <"$new/packages"
done <"$dpkg/triggers/File"

architecture=$(dpkg --print-architecture)
while read -r package; do
  script=$dpkg/info/$package.preinst
  [ ! -f "$script" ] ||
    DPKG_MAINTSCRIPT_PACKAGE=${package%%:*} DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT=1 \
      DPKG_MAINTSCRIPT_NAME=preinst DPKG_MAINTSCRIPT_ARCH=$architecture DPKG_ROOT='' \
      DPKG_ADMINDIR=$dpkg "$script" install </dev/null
done <"$new/packages"

# Services do not start while packages are configured.
policy=/usr/sbin/policy-rc.d
[ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && made=yes; }
dpkg --configure -a --force-unsafe-io --force-confold </dev/null
[ -z "${made:-}" ] || rm -f "$policy"
ldconfig

# Traces of when, where and how.
rm -f /etc/.pwd.lock /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow- /etc/subuid- /etc/subgid-
rm -f /etc/machine-id /var/lib/dbus/machine-id
rm -f "$dpkg"/*-old "$dpkg/lock" "$dpkg/lock-frontend" "$dpkg/triggers/Lock"
rm -f /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache
rm -f /var/log/dpkg.log /var/log/alternatives.log /var/log/faillog /var/log/fontconfig.log
find /run /tmp /var/tmp /var/cache/man /var/log/apt -mindepth 1 -type f -delete 2>/dev/null || true
