#!/bin/sh
# Turns unpacked Debian packages into an installed system: run once, as root, in the packages' own
# root filesystem, with no network. Whatever it leaves must be the same on every machine and day.
#
# From the environment: ACCOUNT, ACCOUNT_UID, ACCOUNT_GID, BASE_LOCALE, SOURCE_DATE_EPOCH.
set -eu
umask 022
info=/var/lib/dpkg/info

# dpkg unpacks a package after its preinst; here everything is unpacked already. The first to run
# makes /etc/passwd, which others look into.
preinst() {
  package=${1##*/}
  package=${package%.preinst}
  DPKG_MAINTSCRIPT_PACKAGE=${package%%:*} DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT=1 \
    DPKG_MAINTSCRIPT_NAME=preinst DPKG_MAINTSCRIPT_ARCH=$architecture DPKG_ROOT='' \
    DPKG_ADMINDIR=/var/lib/dpkg "$1" install </dev/null
}
architecture=$(dpkg --print-architecture)
preinst "$info/base-passwd.preinst"
for script in "$info"/*.preinst; do
  [ "$script" = "$info/base-passwd.preinst" ] || preinst "$script"
done

# No service starts while packages are configured, here or later in a container.
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d

dpkg --configure -a --force-unsafe-io --force-confold </dev/null

# The locale's sources are here for now, in no package that dpkg knows of.
localedef --no-archive -i "${BASE_LOCALE%.*}" -f "${BASE_LOCALE##*.}" "$BASE_LOCALE"
printf '%s %s\n' "$BASE_LOCALE" "${BASE_LOCALE##*.}" >/etc/locale.gen
printf 'LANG=%s\n' "$BASE_LOCALE" >/etc/locale.conf
ln -sfn ../locale.conf /etc/default/locale

getent group "$ACCOUNT_GID" >/dev/null || groupadd --gid "$ACCOUNT_GID" "$ACCOUNT"
getent passwd "$ACCOUNT_UID" >/dev/null ||
  useradd --create-home --home-dir "/home/$ACCOUNT" --shell /bin/bash --no-log-init \
    --uid "$ACCOUNT_UID" --gid "$ACCOUNT_GID" "$ACCOUNT"

# Debian's own example names Debian's public servers; what this machine uses is nobody's business.
sed -n '/^Types:/,$p' /usr/share/doc/apt/examples/debian.sources |
  sed -e '/^#/d' -e 's/^Components:.*/Components: main/' \
    >/etc/apt/sources.list.d/debian.sources

# Traces of when, where and how.
rm -f /etc/.pwd.lock /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow- /etc/subuid- /etc/subgid-
rm -f /etc/machine-id /var/lib/dbus/machine-id /etc/hostname /etc/resolv.conf
rm -f /var/lib/dpkg/*-old /var/lib/dpkg/lock /var/lib/dpkg/lock-frontend
rm -f /var/lib/dpkg/triggers/Lock /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache
rm -f /var/log/dpkg.log /var/log/alternatives.log /var/log/faillog
find /run /tmp /var/tmp /var/cache/apt /var/cache/man /var/lib/apt/lists /var/log/apt \
  -mindepth 1 -type f -delete 2>/dev/null || true
