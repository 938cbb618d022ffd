# Runs one step in a root filesystem of its own. Started by the sandbox, never by hand.
#
#   enter.sh outer    process 1 of the first namespaces: starts the inner part, then hands out the changes
#   enter.sh inner    process 1 of the step's namespaces: builds the root, enters it, runs the command
#
# Standard input is the lifeline: the line `TERM` asks the command to end, its end kills everything.
# Standard output is the command's output. Standard error (3 in here) is the channel to the
# sandbox: lines `refused STAGE: REASON` and `note TEXT`, then `exit N`, then a tar of the changes.
#
# Every value comes in variables R2O_*; text from outside is never evaluated, only quoted variables.
set -u
umask 022
unset CDPATH IFS
LIBMOUNT_FORCE_MOUNT2=always # the newer interface of mount cuts lowerdir after 256 bytes
export LIBMOUNT_FORCE_MOUNT2

tools=/.repo2oci

refuse() { # stage, reason
  printf 'refused %s: %s\n' "$1" "$(printf '%s' "$2" | tr '\n\t' '  ')" >&3
  exit 125
}

note() { # what people are told once: a kind, then a colon and why
  printf 'note %s\n' "$(printf '%s' "$1" | tr '\n\t' '  ')" >&3
}

try() { # stage, command...
  stage=$1
  shift
  reason=$("$@" 2>&1) || refuse "$stage" "$reason"
}

outer() {
  exec 3>&2 2>&1 4<&0 </dev/null
  cd "$R2O_SCRATCH" || refuse scratch "cannot enter $R2O_SCRATCH"
  i=0
  while [ "$i" -lt "$R2O_GROUPS" ]; do
    eval "group=\$R2O_G$i"
    { echo 0 >"$group"; } 2>/dev/null || note "Steps cannot join a control group: $group"
    i=$((i + 1))
  done
  if [ -n "$R2O_LIMITS" ]; then
    # One word for each limit; made of numbers by the sandbox.
    # shellcheck disable=SC2086
    reason=$(prlimit --pid $$ $R2O_LIMITS 2>&1) || note "Limits of steps cannot be set: $reason"
  fi
  if ! mount_root; then
    # The scratch folder lies on a filesystem that cannot carry changes, such as another overlay.
    first=$reason
    try overlay mount -t tmpfs -o mode=0700 repo2oci changes
    mkdir changes/upper changes/work
    mount_root || refuse overlay "$first; in memory: $reason"
    note "Changes of steps are kept in memory, as the store lies on a filesystem that cannot take them (put it on a volume): $first"
  fi
  try overlay umount root
  set -- --mount --pid --fork --ipc --uts
  [ "$R2O_NETWORK" = yes ] || set -- "$@" --net
  [ ! -e /proc/self/ns/cgroup ] || set -- "$@" --cgroup
  # The step can't reach the process that holds the lifeline; a part of it lies in a pipe.
  try scratch mkfifo lifeline
  relay <&4 >lifeline 2>/dev/null 3>&- 4<&- &
  # Another process opens the pipe, not this one: it is there before the relay can end, to be killed.
  (exec unshare "$@" -- sh "$R2O_SCRIPT" inner 4<&-) <lifeline
  status=$?
  # The inner process 1 has gone, so nothing of the step is left that could write.
  echo "exit $status" >&3
  if [ "$R2O_CAPTURE" = yes ]; then
    (cd changes/upper && tar --format=pax --xattrs --xattrs-include='*' --numeric-owner --sort=name \
      -cf - .) 2>/dev/null >&3
    echo "captured $?" >&3
  fi
  exec 3>&-
  umount changes 2>/dev/null
  rm -rf changes root tmp
}

relay() {
  while read -r word; do
    echo "$word"
  done
  kill -KILL -1
}

mount_root() {
  rm -rf changes/work
  mkdir changes/work
  options="lowerdir=$R2O_LOWERS,upperdir=../changes/upper,workdir=../changes/work"
  options="$options,redirect_dir=nofollow,metacopy=off,index=off$R2O_OVERLAY"
  # Nobody reads the changes after a crash: no need to wait for the disk.
  reason=$(cd layers && mount -t overlay -o "$options,volatile,nosuid,nodev" repo2oci ../root 2>&1) && return
  reason=$(cd layers && mount -t overlay -o "$options,nosuid,nodev" repo2oci ../root 2>&1)
}

inner() {
  exec 4<&0 5<input </dev/null
  mount_root || refuse overlay "$reason"
  devices
  processes
  try tmp mount --bind tmp root/tmp
  try tools mount --bind "$R2O_TOOLS" "root$tools"
  [ -z "$R2O_CERTIFICATES" ] ||
    try tools mount --bind "$R2O_CERTIFICATES" "root$tools/ca-certificates.crt"
  binds
  if [ "$R2O_NETWORK" != yes ]; then
    ip link set lo up 2>/dev/null || note 'Steps have no loopback interface: the program ip is missing'
  fi
  { echo repo2oci >/proc/sys/kernel/hostname; } 2>/dev/null
  cd root || refuse pivot 'cannot enter the root'
  try pivot pivot_root . ".$tools/old"
  cd /
  # Programs of the host, of which the root holds copies with their own loader and libraries.
  loader=
  [ ! -e "$tools/loader" ] || loader="$tools/loader --library-path $tools"
  # shellcheck disable=SC2086
  $loader "$tools/umount" -l "$tools/old" || refuse pivot 'cannot leave the old root'
  # shellcheck disable=SC2086
  $loader "$tools/mount" -o remount,bind,ro,nosuid,nodev "$tools" || refuse pivot 'cannot close the tools'
  cd "$R2O_DIRECTORY" || refuse directory "$R2O_DIRECTORY"
  start
}

devices() {
  try devices mount -t tmpfs -o mode=0755,nosuid,size=1m repo2oci root/dev
  for name in null zero full random urandom tty; do
    : >"root/dev/$name"
    try devices mount --bind "/dev/$name" "root/dev/$name"
  done
  mkdir root/dev/shm root/dev/pts
  try devices mount -t tmpfs -o mode=1777,nosuid,nodev repo2oci root/dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,nosuid,noexec repo2oci root/dev/pts 2>/dev/null
  ln -s pts/ptmx root/dev/ptmx
  ln -s /proc/self/fd root/dev/fd
  ln -s /proc/self/fd/0 root/dev/stdin
  ln -s /proc/self/fd/1 root/dev/stdout
  ln -s /proc/self/fd/2 root/dev/stderr
}

processes() {
  if reason=$(mount -t proc -o nosuid,nodev,noexec repo2oci root/proc 2>&1); then
    # Both settings are the namespaces' own here, not the machine's.
    [ -z "$R2O_PROCESSES" ] || { echo "$R2O_PROCESSES" >root/proc/sys/kernel/pid_max; } 2>/dev/null
    case $R2O_MAPPING in
      range) { echo 0 >root/proc/sys/user/max_user_namespaces; } 2>/dev/null ;;
      single) { echo 1 >root/proc/sys/user/max_user_namespaces; } 2>/dev/null ;;
    esac
  else
    # Inside a container that hides parts of /proc the kernel gives no fresh one. In this one the
    # step sees the names of processes that it cannot reach, and itself under another number.
    note "Steps see the processes of this container, which hides parts of /proc: $reason"
    try proc mount --rbind /proc root/proc
  fi
  for name in sys bus fs irq sysrq-trigger; do
    [ -e "root/proc/$name" ] || continue
    try proc mount --bind "root/proc/$name" "root/proc/$name"
    try proc mount -o remount,bind,ro,nosuid,nodev,noexec "root/proc/$name"
  done
  for name in kcore keys timer_list latency_stats sched_debug kmsg kallsyms; do
    [ ! -e "root/proc/$name" ] || try proc mount --bind /dev/null "root/proc/$name"
  done
  for name in acpi scsi; do
    [ ! -d "root/proc/$name" ] || try proc mount -t tmpfs -o ro,size=0 repo2oci "root/proc/$name"
  done
}

binds() {
  i=0
  while [ "$i" -lt "$R2O_BINDS" ]; do
    eval "source=\$R2O_B${i}_SOURCE target=\$R2O_B${i}_TARGET access=\$R2O_B${i}_ACCESS"
    # A link of the image would lead the mount out of the root.
    walked=root
    rest=${target#/}/
    while [ -n "$rest" ]; do
      walked=$walked/${rest%%/*}
      rest=${rest#*/}
      [ ! -L "$walked" ] || refuse bind "$target goes through a symbolic link"
    done
    try bind mount --bind "$source" "root$target"
    if [ "$access" = read ]; then
      reason=$(mount -o remount,bind,ro,nosuid,nodev "root$target" 2>&1) ||
        reason=$(mount -o remount,bind,ro,nosuid,nodev,noexec "root$target" 2>&1) ||
        refuse bind "$reason"
    fi
    i=$((i + 1))
  done
}

start() {
  set --
  i=0
  while [ "$i" -lt "$R2O_VARIABLES" ]; do
    eval "set -- \"\$@\" \"\$R2O_E$i\""
    i=$((i + 1))
  done
  i=0
  while [ "$i" -lt "$R2O_ARGUMENTS" ]; do
    eval "set -- \"\$@\" \"\$R2O_A$i\""
    i=$((i + 1))
  done
  # The environment comes after privileges have been dropped: it may name libraries to load.
  # shellcheck disable=SC2086
  set -- $loader "$tools/env" -i --default-signal -- "$@"
  if [ "$R2O_MAPPING" != single ]; then
    # shellcheck disable=SC2086
    set -- $loader "$tools/setpriv" --no-new-privs --reuid "$R2O_UID" --regid "$R2O_GID" \
      --clear-groups --inh-caps=-all --bounding-set="$R2O_CAPABILITIES" -- "$@"
  elif [ "$R2O_UID" -eq 0 ]; then
    # shellcheck disable=SC2086
    set -- $loader "$tools/setpriv" --no-new-privs --inh-caps=-all \
      --bounding-set="$R2O_CAPABILITIES" -- "$@"
  else
    # There is one user id, so the step's own is another name for it in one more namespace.
    # shellcheck disable=SC2086
    set -- $loader "$tools/unshare" --user --map-user="$R2O_UID" --map-group="$R2O_GID" -- \
      $loader "$tools/setpriv" --no-new-privs -- "$@"
  fi
  child=
  trap '[ -z "$child" ] || kill -TERM "$child"' TERM
  "$@" <&5 3>&- 4<&- 5<&- &
  child=$!
  watch <&4 >/dev/null 2>&1 3>&- 4<&- 5<&- &
  exec 3>&- 4<&- 5<&-
  while :; do
    wait "$child"
    status=$?
    kill -0 "$child" 2>/dev/null || break
  done
  # A signal ends the waiting too, maybe as the child goes: then nobody has asked for its own status.
  wait "$child" 2>/dev/null
  last=$?
  [ "$last" -eq 127 ] || status=$last
  exit "$status"
}

watch() {
  while read -r word; do
    [ "$word" != TERM ] || kill -TERM 1
  done
}

"$1"
