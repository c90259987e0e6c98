# shellcheck shell=bash
# What the commands in this folder share: where the repository is, how they speak, what the SDK is told.
# Sourced, not run. Works with the bash 3.2 of macOS.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
binary=$root/artifacts/bin/netkit

# No telemetry, no banner, and no build server that outlives the command (it would keep a CI job's pipe open).
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

# Progress goes to stderr: stdout is for results.
say() {
    printf '%s\n' "$*" >&2
}

heading() {
    say "== $*"
}

die() {
    say "${0##*/}: $*"
    exit 1
}

usage_error() {
    say "${0##*/}: $*; see ${0##*/} --help"
    exit 2
}

have() {
    command -v "$1" > /dev/null 2>&1
}

is_linux() {
    [ "$(uname -s)" = Linux ]
}

# On CI a missing tool is a failure: a test that silently does not run proves nothing.
on_ci() {
    [ "${CI:-}" = true ] || [ "${CI:-}" = 1 ]
}

require_dotnet() {
    have dotnet || die "the .NET 10 SDK is needed and 'dotnet' is not on PATH: https://dotnet.microsoft.com/download/dotnet/10.0"
    (cd "$root" && dotnet --version > /dev/null 2>&1) ||
        die "the .NET 10 SDK is needed; found only: $(cd / && dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')"
}
