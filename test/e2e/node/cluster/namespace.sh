#!/bin/sh
# namespace.sh GROUP INIT FILE: makes namespaces, runs INIT FILE in them, and removes them and the control group at SIGTERM.
# unshare blocks SIGTERM while it waits. With --kill-child everything in the namespaces ends when it is killed. Then the groups that a
# kubelet has made for its pods can be removed.
clean_up() {
  kill -KILL $unshared
  for try in 1 2 3 4 5 6 7 8; do
    sleep 0.5
    find /sys/fs/cgroup -depth -type d -path "*/$1/*" -exec rmdir {} + &&
      find /sys/fs/cgroup -type d -name "$1" -exec rmdir {} + && break
  done
}
unshare --net --pid --mount --fork --kill-child --propagation private /bin/sh "$2" "$3" &
unshared=$!
trap "clean_up $1; exit" TERM
wait
