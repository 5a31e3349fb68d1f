#!/bin/sh
# Packages the chart; its values then name the images as npm run images does.
#   REGISTRY   what stands before their names, registry.example.org/team; none by default
#   OUT        folder of the package; the present one by default
#   PUSH       1 pushes it to oci://$REGISTRY/charts
set -eu
cd "$(dirname "$0")/.."
prefix=${REGISTRY:+${REGISTRY%/}/}
out=${OUT:-.}
if [ "${PUSH:-}" = 1 ] && [ -z "$prefix" ]; then
  echo 'There is nowhere to push the chart to: set REGISTRY.' >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R deploy/chart "$work/akrobateo"
sed -e "s|^  repository: akrobateo\$|  repository: ${prefix}akrobateo|" \
  -e "s|^  proxyImage: akrobateo-proxy:|  proxyImage: ${prefix}akrobateo-proxy:|" \
  deploy/chart/values.yaml >"$work/akrobateo/values.yaml"
helm package --destination "$out" "$work/akrobateo"

[ "${PUSH:-}" != 1 ] || helm push "$out"/akrobateo-"$(node -p 'require("./package.json").version')".tgz "oci://${prefix}charts"
