#!/bin/sh
# Packages the kubectl plugin with its dependencies, and writes its krew manifest.
#   OUT                 folder of both files; the present one by default
#   GITHUB_REPOSITORY   owner/name of the repository that has the release
set -eu
cd "$(dirname "$0")/.."
out=${OUT:-.}
version=$(node -p 'require("./package.json").version')
archive=$out/akrobateo-kubectl-$version.tar.gz

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp package.json package-lock.json LICENSE "$work"
npm ci --prefix "$work" --ignore-scripts --omit=dev --no-audit --no-fund
npx tsc -p tsconfig.build.json --outDir "$work/dist"
chmod +x "$work/dist/cli/main.js"
tar -czf "$archive" -C "$work" .

sum=$(sha256sum "$archive" | cut -d ' ' -f 1)
sed -e "1d;s|\$VERSION|$version|g;s|\$REPOSITORY|${GITHUB_REPOSITORY:-kontena/akrobateo}|g;s|\$SHA256|$sum|" \
  deploy/krew/akrobateo.yaml >"$out/akrobateo.yaml"
