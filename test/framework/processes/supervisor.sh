#!/bin/sh
# supervisor.sh COMMAND ARGS...: runs a command. When standard input closes, because the test run stops it or was killed, the command is
# stopped: by SIGTERM, and by SIGKILL after ten seconds. The input of the command is empty. Ends with its exit code.
exec 3<&0
"$@" 3<&- </dev/null &
program=$!
{ read -r _ <&3; kill -TERM $program; sleep 10; kill -KILL $program; } 2>/dev/null &
wait $program
