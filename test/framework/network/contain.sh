#!/bin/sh
# What a container runtime does: a process namespace, a read-only root, /proc (whose /proc/sys only a privileged container may write),
# /dev/null and the termination message.
set -e
root=$1 log=$2 nft=$3 sys=$4 ipvs=$5; shift 5
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o "remount,bind,$sys" "$root/proc/sys"
mount -t tmpfs dev "$root/dev"
: >"$root/dev/null" >"$root/dev/termination-log"
mount --bind /dev/null "$root/dev/null"
mount --bind "$log" "$root/dev/termination-log"
[ -z "$nft" ] || mount --bind "$nft" "$root/usr/sbin/nft"
# /proc/net is a link to the net of the process that reads it, which is this one.
if [ "$ipvs" = yes ]; then mount -t tmpfs net "$root/proc/$$/net"; : >"$root/proc/$$/net/ip_vs"; fi
mount -o remount,bind,ro "$root"
exec "$@"
