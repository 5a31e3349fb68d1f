#!/bin/sh
# npm run manifests: writes the plain manifests of deploy/ and metacontroller/ from the templates of the chart.
#   OUT   root of the files; the checkout by default
set -eu
cd "$(dirname "$0")/.."
PATH=${KUBEBUILDER_ASSETS:-${AKROBATEO_LAB:-$HOME/.cache/akrobateo-lab}/bin}:$PATH
out=${OUT:-.}
if ! command -v helm >/dev/null; then
  echo 'The manifests cannot be rendered: helm is neither in KUBEBUILDER_ASSETS nor in PATH. Install Helm 3 or newer.' >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

render() { # folder, then the values that are true
  helm template akrobateo deploy/chart --namespace=akrobateo-system --kube-version=1.30.0 \
    --output-dir="$work/$1" --set="$2" >/dev/null
}

# Without the labels and annotations that only Helm needs: a line each, or a whole map in flow style.
take() { # rendered files, then the folder that gets them
  mkdir -p "$work/out/$2"
  for file in "$work"/$1; do
    {
      echo "# Generated from deploy/chart/${file#*/akrobateo/} by \`npm run manifests\`. Do not edit."
      sed -e '/^---$/d' -e '/^# Source: /d' -e '/^ *app.kubernetes.io\/managed-by: /d' -e '/^ *helm.sh\//d' \
        -e '/^  labels: {/d' -e '/^  annotations: {/d' "$file"
    } >"$work/out/$2/$(basename "$file")"
  done
}

render plain namespace.create=true,metacontroller.enabled=true
render secure tls.enabled=true,token.enabled=true,metacontroller.enabled=true
plain=plain/akrobateo/templates secure=secure/akrobateo/templates
take "$plain/hook/*.yaml" deploy/base
take "$secure/hook/deployment.yaml" deploy/secure
take "$plain/metacontroller/*.yaml" deploy/metacontroller
take "$secure/metacontroller/secrets/*.yaml" deploy/metacontroller/secrets
take "$plain/controllers/*.yaml" metacontroller/base
take "$secure/controllers/*-controller.yaml" metacontroller/secure
take "$plain/pools/*.yaml" metacontroller/pools
npx prettier --config=.prettierrc.json --log-level=warn --write "$work/out"
cp -R "$work/out/." "$out"
