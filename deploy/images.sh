#!/bin/sh
# npm run images: builds the images of the hook and of the proxy, tagged with the version in package.json.
#   REGISTRY   what stands before their names, registry.example.org/team; none by default
#   PLATFORMS  linux/amd64,linux/arm64; this machine's by default
#   PUSH       1 pushes them, which several platforms at once need with docker
#   ATTEST     1 adds provenance and a bill of materials, with docker
set -eu
cd "$(dirname "$0")/.."
version=$(node -p 'require("./package.json").version')
prefix=${REGISTRY:+${REGISTRY%/}/}

if docker buildx version >/dev/null 2>&1 && docker info >/dev/null 2>&1; then
  builder=docker
elif podman info >/dev/null 2>&1; then
  builder=podman
else
  echo 'The images cannot be built: neither docker (with buildx and a running daemon) nor podman is there.' >&2
  exit 1
fi

with_docker() {
  case ${PLATFORMS:-},${PUSH:-} in *,*,1 | *,1) result=--push ;; *,*,) result= ;; *) result=--load ;; esac
  if [ -z "$result" ]; then
    echo 'docker keeps no image of several platforms: set PUSH=1 and a REGISTRY, or name one platform.' >&2
    exit 1
  fi
  docker buildx build ${PLATFORMS:+"--platform=$PLATFORMS"} ${ATTEST:+--provenance=mode=max --sbom=true} \
    "--tag=$1" "--file=$2" "$result" "$3"
}

with_podman() {
  # A manifest is added to: that of an earlier build has to go.
  podman manifest rm "$1" >/dev/null 2>&1 || true
  podman build ${PLATFORMS:+"--platform=$PLATFORMS"} "--manifest=$1" "--file=$2" "$3"
  [ "${PUSH:-}" != 1 ] || podman manifest push --all "$1" "docker://$1"
}

"with_$builder" "${prefix}akrobateo:$version" deploy/hook/Dockerfile .
"with_$builder" "${prefix}akrobateo-proxy:$version" deploy/proxy/Dockerfile deploy/proxy
