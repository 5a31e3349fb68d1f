#!/bin/sh
# The proxy. Its argument says what to do:
#   forward-ipv6  switches IPv6 forwarding on in the pod, as an init container
#   load          loads the nftables ruleset that the hook has rendered into $RULESET, as an init container (the default)
#   hold          waits for a signal, so that the pod keeps its ports
# Whatever keeps it from doing so becomes one sentence in the termination message, which the Service repeats as its reason.
set -u
trap 'exit 0' TERM INT

fail() {
  echo "$1" >&2
  echo "$1" >/dev/termination-log
  exit 1
}

setting() {
  value=
  read -r value <"/proc/sys/net/$1"
  [ "$value" = 1 ]
} 2>/dev/null

case ${1-load} in
  # A pod does not inherit this from its host.
  forward-ipv6)
    { echo 1 >/proc/sys/net/ipv6/conf/all/forwarding; } 2>/dev/null
    setting ipv6/conf/all/forwarding || fail 'IPv6 forwarding cannot be switched on in the pod: does the node have IPv6?'
    exit 0
    ;;
  hold)
    echo 'holding the ports'
    sleep infinity &
    wait
    exit 0
    ;;
  load) ;;
  *) fail "the proxy cannot do \"$1\"; it can do forward-ipv6, load and hold" ;;
esac

# The file is there in every network namespace as soon as the node's kernel has loaded ip_vs.
if [ -n "${CHECK_IPVS:-}" ] && [ -e /proc/net/ip_vs ]; then
  fail 'kube-proxy runs in IPVS mode on this node, so its addresses must not be published as VIP'
fi

# IPv6 forwarding is not checked here: forward-ipv6 does it, and may run later, because Metacontroller adds an init container
# at the end of the list when a Service becomes dual stack.
RULESET=${RULESET:-}
[ -n "$RULESET" ] || fail 'the variable RULESET is empty: the hook sets it'
case $RULESET in *' dnat ip to '*)
  setting ipv4/ip_forward || fail 'IPv4 forwarding is off: set sysctl net.ipv4.ip_forward=1, then delete the pod'
  ;;
esac

# A family that the node has no address of leads to its own loopback, where the kernel drops what comes from outside.
HOST4=127.0.0.1 HOST6=::1 IFS=,
for address in ${HOST_IPS:-}; do
  case $address in *:*) HOST6=$address ;; *) HOST4=$address ;; esac
done
unset IFS

if ! errors=$(echo "$RULESET" | nft --define HOST4="$HOST4" --define HOST6="$HOST6" --file - 2>&1); then
  first=${errors%%
*}
  case $errors in
    *'not permitted'*) fail 'the container may not change the firewall: it needs the capability NET_ADMIN' ;;
    *'cache initialization failed'* | *'not supported'*) fail "the node's kernel has no nf_tables, or not all of it: $first" ;;
    *) fail "the kernel refuses the ruleset: $first" ;;
  esac
fi
echo 'the ruleset is loaded'
