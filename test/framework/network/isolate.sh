#!/bin/sh
# isolate.sh INHERIT COMMAND...: runs a command in namespaces of network, processes and mounts of its own, so that everything that it has made
# there ends with it, and when this script gets SIGTERM. If INHERIT is not empty, new network namespaces meanwhile inherit their settings from
# the one that makes them, as on a machine of their own, not from this host.
setting=/proc/sys/net/core/devconf_inherit_init_net old=
if [ -n "$1" ]; then
  old=$(cat $setting)
  echo 3 >$setting
fi
shift
# Also part of the names of control groups, which are not in a namespace.
export AKROBATEO_ISOLATED=$$
# The first process of the namespace takes over orphans, which the command would not wait for.
unshare --net --pid --mount --mount-proc --fork --kill-child sh -c 'ip link set lo up; "$@"; exit $?' isolated "$@" <&0 &
unshared=$! status=1
trap 'kill -KILL $unshared' TERM
# An interrupt is for the command.
trap : INT
while kill -0 $unshared 2>/dev/null; do wait $unshared; status=$?; done
[ -z "$old" ] || echo "$old" >$setting
# The control groups of kubelets and their pods, when the last processes have left them.
for try in 1 2 3 4 5 6; do
  find /sys/fs/cgroup -depth -type d -path "*/akrobateo-$$-*" -exec rmdir {} + 2>/dev/null && break
  sleep 0.5
done
exit $status
