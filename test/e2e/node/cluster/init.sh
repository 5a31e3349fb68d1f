#!/bin/sh
# The first process of a namespace. The folders below are removed with the mount namespace. /proc is at first that of the host, with the pid
# that others need.
read -r pid _ </proc/self/stat
mount -t proc proc /proc
mount --make-rshared /
for folder in /run /var/log /var/lib/cni; do mkdir -p $folder; mount -t tmpfs tmpfs $folder; done
ip link set lo up
echo $pid >"$1"
sleep infinity &
wait
