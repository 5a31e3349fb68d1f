#!/bin/sh
# npm run images: builds the images of the hook and of the proxy, tagged with the version in package.json.
#   REGISTRY   what stands before their names, registry.example.org/team; none by default
#   PLATFORMS  linux/amd64,linux/arm64; this machine's by default
#   PUSH       1 pushes them, which several platforms at once need with docker
#   ATTEST     1 adds provenance and a bill of materials, with docker
# Without PUSH it ends with the command that loads both images into the cluster that kubectl uses: kind, k3d, minikube, otherwise K3s.
set -eu
cd "$(dirname "$0")/.."
version=$(node -p 'require("./package.json").version')
# podman would add localhost/ to a name without a registry, and the nodes would not find it.
prefix=${REGISTRY:-docker.io/library}
prefix=${prefix%/}/

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
[ "${PUSH:-}" = 1 ] && exit

# What is not pushed has to be loaded into the cluster. This prints the command for the cluster of the current context.
context=$(kubectl config current-context 2>/dev/null || true)
images="${prefix}akrobateo:$version ${prefix}akrobateo-proxy:$version"
archive=akrobateo-images.tar
case $builder in
  docker) save="docker save $images" from="$images" kind="docker-image" first= ;;
  podman) save="podman save --multi-image-archive $images" from=$archive kind="image-archive" first="$save --output $archive && " ;;
esac
echo 'To load both images into the cluster that kubectl uses now:'
case $context in
  kind-*) echo "${first}kind load $kind $from --name ${context#kind-}" ;;
  k3d-*) echo "${first}k3d image import $from --cluster ${context#k3d-}" ;;
  minikube) echo "${first}minikube image load $from" ;;
  *) echo "$save | sudo k3s ctr images import -" ;;
esac
