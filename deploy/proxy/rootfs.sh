#!/bin/sh
# rootfs.sh FOLDER: fills a folder with nft, the libraries that it loads, and a shell, from a Debian with the packages
# nftables and busybox-static.
set -eu
out=$1 here=$(dirname "$0")
mkdir -p "$out/bin" "$out/usr/sbin" "$out/proc" "$out/dev"
cp /bin/busybox "$here/proxy.sh" "$out/bin/"
ln -sf busybox "$out/bin/sh"
ln -sf busybox "$out/bin/sleep"
cp /usr/sbin/nft "$out/usr/sbin/"
ldd /usr/sbin/nft | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$out$(dirname "$library")"
  cp -L "$library" "$out$library"
done
chmod 755 "$out/bin/proxy.sh"
